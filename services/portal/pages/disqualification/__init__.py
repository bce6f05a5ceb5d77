"""Cases about members' places (Art. 7.2), and the trainee's own word."""
