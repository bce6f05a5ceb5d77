"""The owner: a service on its own database, with the chassis as every service has it."""
