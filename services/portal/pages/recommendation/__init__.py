"""Schools recommend their teachers (Art. 4.2)."""
