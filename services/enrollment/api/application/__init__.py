"""Applications over HTTP."""
