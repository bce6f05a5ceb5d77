"""A bulk import: its rows, their stored form, and what is wrong with them."""
