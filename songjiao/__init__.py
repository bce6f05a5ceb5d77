"""The top tier: command line, embedded servers, demonstration programme."""
