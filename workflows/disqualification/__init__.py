"""From the second truancy to a decision, and past an appeal (Art. 7.2)."""
