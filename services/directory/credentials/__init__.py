"""Passwords and tokens: what they are made of, and how they are checked."""
