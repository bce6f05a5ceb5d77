"""Every SELECT of enrollment."""
