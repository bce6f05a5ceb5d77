"""Everything pages ask of the services, and what of the answers they read: a test holds it against what the services publish."""
