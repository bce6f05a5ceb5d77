"""Truancy, and the case it leads to (Art. 7.2)."""
