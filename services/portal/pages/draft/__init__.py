"""Drafts of forms, saved as one types."""
