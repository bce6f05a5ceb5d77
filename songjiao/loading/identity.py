"""Ids of what is loaded: they follow from the code in the file, so loading twice finds what is there."""

from uuid import UUID, uuid5

FILES = UUID("6f0a3d8e-2a55-5f0b-9c53-4d1c6a2e7b10")


def identity(kind: str, code: str) -> UUID:
    """The id of the thing of a kind that has this code in its file."""
    return uuid5(FILES, f"{kind}/{code}")
