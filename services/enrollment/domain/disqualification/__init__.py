"""The loss of a member's place (Art. 7.2; domain rules, §5e)."""
