"""What is done to a studio, from its nomination to its end (Arts. 3, 4.1, 12)."""
