"""Applying, and one's own applications."""
