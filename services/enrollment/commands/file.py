"""A file on its way into the tables."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NewFile:
    """A file whose type was found in its bytes."""

    name: str
    media_type: str
    content: bytes
