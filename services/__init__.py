"""The services: each owns records and rules, its own database, and reads nobody else's."""
