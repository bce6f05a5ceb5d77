"""The directory's HTTP routes: parse, authorise, call one command or query."""
