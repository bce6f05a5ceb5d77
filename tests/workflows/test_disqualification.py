"""Due process before a trainee loses the place (Art. 7.2): each word heard, each time kept, and ended by a correction."""

import pytest

from contracts.processes import casework as process
from contracts.processes.disqualification import KIND
from contracts.rules import Stage, Verb
from tests.workflows.owners import APPEAL_PERIOD, STATEMENT_PERIOD, Docket, Opened
from tests.workflows.rows import DAY

OPEN_AT: dict[str, Stage] = {
    "FLAGGED": "host_confirmation",
    "HOST_CONFIRMED": "statement",
    "STATEMENT": "county_opinion",
    "COUNTY_OPINION": "decision",
    "DISQUALIFIED": "appeal_filing",
    "APPEAL": "appeal",
}


async def to_the_decision(docket: Docket) -> None:
    """Confirmed, heard, weighed, and decided against the trainee."""
    await docket.decide("host_confirmation")
    await docket.at("statement")
    await docket.do("STATEMENT", revised=True)
    await docket.decide("county_opinion")
    await docket.decide("decision")
    await docket.at("appeal_filing")


@pytest.mark.parametrize(("verb", "outcome"), [("reject", "UPHELD"), ("approve", "OVERTURNED")])
async def test_flagged_heard_decided_and_appealed(opened: Opened, verb: Verb, outcome: str) -> None:
    docket = await opened(KIND, "FLAGGED")
    await to_the_decision(docket)
    await docket.do("APPEAL", revised=True)
    await docket.decide("appeal", verb)
    assert await docket.outcome() == outcome
    assert docket.task("county_opinion").opened.revision == 2
    assert docket.task("appeal").opened.revision == 3
    assert docket.task("statement").closed == "done"


async def test_without_an_appeal_the_decision_stands_after_ten_days(opened: Opened) -> None:
    docket = await opened(KIND, "FLAGGED")
    await to_the_decision(docket)
    await docket.pass_by(APPEAL_PERIOD - DAY)
    assert not docket.row.appeal_closed
    await docket.pass_by(2 * DAY)
    assert await docket.outcome() == "DISQUALIFIED"
    assert docket.task("appeal_filing").closed == "lapsed"


async def test_without_a_statement_it_goes_on_when_the_time_is_over(opened: Opened) -> None:
    docket = await opened(KIND, "HOST_CONFIRMED")
    await docket.at("statement")
    await docket.pass_by(STATEMENT_PERIOD - DAY)
    assert docket.row.state == "HOST_CONFIRMED"
    await docket.pass_by(2 * DAY)
    await docket.at("county_opinion")
    assert docket.task("statement").closed == "lapsed"
    assert docket.task("county_opinion").opened.revision == 1


async def test_a_time_that_was_lengthened_is_waited_for(opened: Opened) -> None:
    docket = await opened(KIND, "HOST_CONFIRMED")
    await docket.at("statement")
    assert docket.row.until is not None
    docket.row.until += 3 * DAY
    await docket.pass_by(STATEMENT_PERIOD + DAY)
    assert docket.row.state == "HOST_CONFIRMED"
    await docket.pass_by(3 * DAY)
    await docket.at("county_opinion")


@pytest.mark.parametrize(("state", "stage"), OPEN_AT.items())
async def test_corrected_attendance_ends_it_wherever_it_is(opened: Opened, state: str, stage: Stage) -> None:
    docket = await opened(KIND, state)
    await docket.at(stage)
    await docket.do("CORRECTED", cause="corrected")
    assert await docket.outcome() == "CORRECTED"
    assert docket.task(stage).closed == "corrected"


@pytest.mark.parametrize("stage", ["host_confirmation", "county_opinion", "decision", "appeal"])
async def test_corrected_and_decided_at_once_the_correction_counts(opened: Opened, stage: Stage) -> None:
    state = next(state for state, open_at in OPEN_AT.items() if open_at == stage)
    docket = await opened(KIND, state)
    said = await docket.decides(stage, "approve")
    moved = await docket.does("CORRECTED", cause="corrected")
    await docket.handle.signal(process.MOVED, moved)
    await docket.handle.signal(process.DECIDED, said)
    assert await docket.outcome() == "CORRECTED"
    assert docket.task(stage).overtaken == "wrong_state"


@pytest.mark.parametrize(
    ("state", "stage", "outcome"),
    [("FLAGGED", "host_confirmation", "DISMISSED"), ("COUNTY_OPINION", "decision", "DISMISSED")],
)
async def test_host_and_city_may_dismiss_it(opened: Opened, state: str, stage: Stage, outcome: str) -> None:
    docket = await opened(KIND, state)
    await docket.decide(stage, "reject")
    assert await docket.outcome() == outcome


async def test_the_county_says_what_it_thinks_and_the_city_decides(opened: Opened) -> None:
    docket = await opened(KIND, "STATEMENT")
    await docket.decide("county_opinion", "reject")
    await docket.at("decision")
    await docket.decide("decision", "approve")
    await docket.at("appeal_filing")
    assert docket.row.state == "DISQUALIFIED"
