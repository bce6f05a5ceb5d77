"""A studio's window (窗口, Art. 8.1)."""
