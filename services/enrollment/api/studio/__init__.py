"""Studios over HTTP."""
