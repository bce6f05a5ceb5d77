"""What signing in, sessions, tokens and providers look up."""
