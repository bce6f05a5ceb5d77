"""Signing in and out, and the keys to one's account."""
