"""Schools recommend: one by one, or many in a sheet."""
