"""Signing in, here and through the city's provider."""
