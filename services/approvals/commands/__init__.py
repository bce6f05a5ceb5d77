"""One function per use case. They take the transaction of whoever called and never commit."""
