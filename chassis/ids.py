"""Identifiers: UUIDv7, so that primary keys rise with time and indexes stay compact."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A new time-ordered id."""
    return _uuid7()
