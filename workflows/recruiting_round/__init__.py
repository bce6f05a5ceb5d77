"""A recruiting round closes by itself when its time is up."""
