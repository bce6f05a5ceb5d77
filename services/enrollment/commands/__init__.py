"""What changes enrollment's tables: one function per use case. None of them commits."""
