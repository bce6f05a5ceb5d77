"""The HTTP face of enrollment: parse, authorise, call one command or query."""
