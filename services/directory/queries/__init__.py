"""Every SELECT of the directory."""
