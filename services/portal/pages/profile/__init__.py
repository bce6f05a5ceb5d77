"""Oneself."""
