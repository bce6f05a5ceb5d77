"""The HTTP face of a service: app, auth, problems, what routes are given."""
