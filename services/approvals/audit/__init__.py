"""Checks decision logs from outside the service: what `songjiao audit` calls."""
