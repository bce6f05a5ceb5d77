"""What is done to an application, from its first letter to its end (Art. 4.2)."""
