"""What services and workflows say to one another: the lowest tier, stdlib and pydantic only."""
