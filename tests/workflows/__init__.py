"""Runs under time skipping, against a model of the services that keeps their contract."""
