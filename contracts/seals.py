"""A seal of the decision log: what all logs together were at one moment, signed, told on the bus, and kept outside the database."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from contracts.message import Message

PURPOSE = "log-seal"
# The aggregate whose versions are the numbers of the seals.
DECISION_LOG = UUID("5f0a5c0e-8f5c-5a2c-9d0e-6a1f2b3c4d5e")


class Seal(Message):
    """What is signed."""

    number: int = Field(description="From 1, without a gap.")
    at: datetime = Field(description="By the machine's clock.")
    cases: int
    entries: int
    position: int = Field(description="The outbox reached as far as this.")
    root: str = Field(description="SHA-256, hex, over the heads of all logs as the seal's file has them.")
