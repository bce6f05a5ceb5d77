"""Nominating hosts (Art. 3)."""
