"""Order and time, whatever the kind of case: a process says when, the engine does."""
