"""What `directory` has told."""
