"""Recruiting rounds, and how many they take."""
