"""Rules about accounts: signing in, sessions, personal tokens, who somebody is at a provider."""
