"""The demonstration programme: invented data in files a city can replace, a loader, and a simulated round."""
