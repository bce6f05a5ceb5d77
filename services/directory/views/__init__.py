"""What the directory shows, as its routes answer it."""
