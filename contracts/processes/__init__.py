"""Each process's queue, workflow id, input, status and signals."""
