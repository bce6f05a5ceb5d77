"""What is read of applications."""
