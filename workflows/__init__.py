"""Order and time: which stage is next, how long to wait, whom to remind. Nothing changes but through a service."""
