"""What all services that own or decide cases do alike: between the mechanism, which knows no case, and the services."""
