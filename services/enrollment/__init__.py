"""Studios, recruiting rounds, applications and members (Art. 4)."""
