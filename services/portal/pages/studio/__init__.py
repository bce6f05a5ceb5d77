"""Studios: the list, and one of them."""
