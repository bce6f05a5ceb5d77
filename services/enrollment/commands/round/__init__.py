"""What is done to a recruiting round."""
