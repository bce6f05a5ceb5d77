"""Home, and what the bell stands for."""
