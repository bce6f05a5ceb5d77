"""From application to admission (Art. 4.2)."""
