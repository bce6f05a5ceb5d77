"""What is read of members."""
