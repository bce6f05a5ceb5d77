"""The provider people may sign in with (OpenID Connect), as the directory talks to it."""
