"""A run that is in a state of a newer version."""

import asyncio
from datetime import timedelta

from temporalio.api.enums.v1 import EventType

from tests.workflows.case import Case, Opened
from tests.workflows.trial import PARCEL


async def failing(case: Case) -> None:
    """Wait until the run could not complete a task."""
    async with asyncio.timeout(20):
        while True:
            history = await case.handle.fetch_history()
            if any(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED for event in history.events):
                return
            await asyncio.sleep(0.05)


async def test_it_is_not_answered_and_what_is_heard_in_it_is_heeded(opened_for_real: Opened) -> None:
    case = await opened_for_real(PARCEL.name, task_timeout=timedelta(seconds=1))
    await case.at("countersign", seat=1)
    await case.do("LABELLED")
    await failing(case)
    assert {case.task("countersign", seat=seat).closed for seat in (0, 1)} == {"done"}
    await case.do("COUNTERSIGNED")
    await case.decide("any_sign")
    await case.in_state("SIGNED", "office")
    assert case.overtaken == set()
