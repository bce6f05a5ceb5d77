"""Windows of studios (窗口, Art. 8.1): built, and read by everybody."""
