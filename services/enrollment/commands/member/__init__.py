"""What is done about members, from admission to their end (domain rules, §5b)."""
