"""What pages say of each kind of case, one file a kind."""
