"""A studio's whole life."""
