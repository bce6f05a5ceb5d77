"""PostgreSQL, NATS and Temporal from their wheels, as child processes that end with their parent."""
