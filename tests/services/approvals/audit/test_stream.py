"""What the stream has told the world is found also where the database has lost it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.bus.reading import StreamAwayError
from services.approvals.audit.verify import verify_all
from tests.services.approvals.audit.conftest import History, Tamper, everything, on_stream, told
from tests.services.approvals.audit.manipulations import GONE, NO_EVENTS, TAIL
from tests.services.approvals.audit.test_seals import CLOSED_UP, CUT_EVENTS
from tests.services.approvals.programme import Programme

# Nothing was sealed yet, and the outbox has no gap: only the stream knows.
CHANGES = {
    "a whole case": ((*GONE, NO_EVENTS, *CLOSED_UP), "approvals.decision.recorded at position"),
    "the tail of a log": ((*TAIL, CUT_EVENTS, *CLOSED_UP), "approvals.decision.recorded at position"),
    "a reminder's event": (
        ("UPDATE outbox SET data = jsonb_set(data, '{count}', '9') WHERE type = 'approvals.task.reminded'",),
        "approvals.task.reminded at position",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_the_stream_remembers(
    programme: Programme, history: History, tamper: Tamper, tmp_path: Path, change: str
) -> None:
    stream = await on_stream(programme.service.database)
    statements, says = CHANGES[change]
    await tamper(*statements, case=history.decided.case_id)
    found = told(await everything(programme, tmp_path, *stream))
    assert [line for line in found if says in line], "\n".join(found)


async def test_what_is_no_event_is_told(programme: Programme, history: History, tmp_path: Path) -> None:
    assert "no event" in told(await everything(programme, tmp_path, b"{}"))[0]


async def test_a_stream_that_cannot_be_read_is_told_and_is_no_flaw(
    programme: Programme, history: History, tmp_path: Path
) -> None:
    async def away() -> AsyncIterator[list[bytes]]:
        raise StreamAwayError("APPROVALS: TimeoutError")
        yield []

    report = await verify_all(programme.service.database, tmp_path, away())
    assert report.sound
    assert "NOT compared" in report.not_compared[0]
