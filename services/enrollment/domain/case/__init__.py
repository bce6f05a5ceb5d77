"""What every case is made of: the path it travels and its frozen revisions."""
