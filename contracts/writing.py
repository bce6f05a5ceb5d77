"""How long what people write may be, and how short [D]."""

from pydantic import Field

from contracts.message import Message


class Writing(Message):
    """In characters, after trimming."""

    shortest_reason: int = Field(
        default=5, ge=1, description="A return, a rejection, a waiver: whatever must be justified [D]."
    )
    longest_opinion: int = Field(default=1000, ge=100, le=10_000, description="[D]")
