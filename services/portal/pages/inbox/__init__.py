"""What waits, decided one by one or several at once."""
