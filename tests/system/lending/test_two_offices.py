"""Two offices at once, in a kind nobody knows, by real processes: in both orders, across crashes and new runs."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.system.lending.conftest import SHORT_HISTORY, Site
from tests.system.lending.hall import Hall

SUGGESTED_AFTER = SHORT_HISTORY
ORDERS = [(0, 1), (1, 0)]


async def test_whole(hall: Hall) -> None:
    case = await hall.ask()
    for stage, seats in (("countersign", (0, 1)), ("any_sign", (0,)), ("appraisal", (0, 1)), ("handover", (0,))):
        for seat in seats:
            await case.decide(stage, seat)
    await case.until_state("LENT")
    await case.went_once(
        ("countersign", 0, "approve"), ("countersign", 1, "approve"), ("any_sign", 0, "approve"),
        ("appraisal", 0, "approve"), ("appraisal", 1, "approve"), ("handover", 0, "approve"),
    )
