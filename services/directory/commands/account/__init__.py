"""What can be done with an account: come in, stay in, leave, change the keys."""
