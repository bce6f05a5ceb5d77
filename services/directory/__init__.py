"""Organisations, people, who holds which office and who may stand in, sign-in, and the versions of the rules."""
