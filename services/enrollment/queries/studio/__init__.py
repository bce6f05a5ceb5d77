"""What is read of studios."""
