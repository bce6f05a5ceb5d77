"""What is read of rounds and their quotas."""
