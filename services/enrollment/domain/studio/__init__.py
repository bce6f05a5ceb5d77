"""A studio, from its nomination to its end (Arts. 3, 4.1, 12; domain rules, §5a)."""
