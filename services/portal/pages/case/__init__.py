"""A case of any kind, and its papers."""
