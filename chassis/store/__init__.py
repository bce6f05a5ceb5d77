"""What a service keeps: its database, the outbox, and what every database has beside its own tables."""
