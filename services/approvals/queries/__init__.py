"""Every SELECT: locked loads and read views."""
