"""From a nomination to an active studio (Arts. 3, 4.1, 8.1)."""
