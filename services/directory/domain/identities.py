"""Ids of aggregates whose key is not a UUID, so that their events can name them."""

from uuid import UUID, uuid5

_COUNTIES = UUID("8f0a6a0e-7f0c-5b0b-9d53-2f1a4a1c7e11")
_RULE_SETS = UUID("0c1f3c55-40d3-5a54-8c1e-6d0f0f7f6a29")


def county_id(code: str) -> UUID:
    """The subject of a county's events."""
    return uuid5(_COUNTIES, code)


def rule_set_id(version: int) -> UUID:
    """The subject of a rule set's events."""
    return uuid5(_RULE_SETS, str(version))
