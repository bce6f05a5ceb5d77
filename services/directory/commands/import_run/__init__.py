"""Bulk import: all rows or none."""
