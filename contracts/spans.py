"""Lengths of time, as rules say them."""

from typing import Literal

from pydantic import Field

from contracts.message import Message


class Span(Message):
    """A length of time; working days follow the State Council's holiday arrangements."""

    amount: int = Field(ge=0)
    unit: Literal["working_days", "days", "hours", "minutes", "seconds"]


def working_days(amount: int) -> Span:
    """So many working days."""
    return Span(amount=amount, unit="working_days")


def days(amount: int) -> Span:
    """So many days by the calendar."""
    return Span(amount=amount, unit="days")
