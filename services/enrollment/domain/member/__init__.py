"""Members of a studio: who sees them, and what may be done about them."""
