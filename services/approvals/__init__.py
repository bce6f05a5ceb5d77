"""Tasks people must act on, their decisions, and the log that proves them."""
