"""Due process before a trainee loses the place (Art. 7.2): each word heard, each time kept, and ended by a correction."""

import pytest

from contracts.kinds import DISQUALIFICATION
from tests.workflows.case import Case, Opened
from tests.workflows.tables import APPEAL_PERIOD, DAY, STATEMENT_PERIOD

KIND = DISQUALIFICATION.name
OPEN_AT = {
    "FLAGGED": "host_confirmation",
    "HOST_CONFIRMED": "statement",
    "STATEMENT": "county_opinion",
    "COUNTY_OPINION": "decision",
    "DISQUALIFIED": "appeal_filing",
    "APPEAL": "appeal",
}


async def to_the_decision(case: Case) -> None:
    """Confirmed, heard, weighed, and decided against the trainee."""
    await case.decide("host_confirmation")
    await case.at("statement")
    await case.do("STATEMENT", revised=True)
    await case.decide("county_opinion")
    await case.decide("decision")
    await case.at("appeal_filing")


@pytest.mark.parametrize(("verb", "outcome"), [("reject", "UPHELD"), ("approve", "OVERTURNED")])
async def test_flagged_heard_decided_and_appealed(opened: Opened, verb: str, outcome: str) -> None:
    case = await opened(KIND)
    await to_the_decision(case)
    await case.do("APPEAL", revised=True)
    await case.decide("appeal", verb)
    assert await case.outcome() == outcome
    assert case.task("county_opinion").opened.revision == 2
    assert case.task("appeal").opened.revision == 3
    assert case.task("statement").closed == "done"


async def test_without_an_appeal_the_decision_stands_after_ten_days(opened: Opened) -> None:
    case = await opened(KIND)
    await to_the_decision(case)
    await case.pass_by(APPEAL_PERIOD - DAY)
    assert not case.row.closed
    await case.pass_by(2 * DAY)
    assert await case.outcome() == "DISQUALIFIED"
    assert case.task("appeal_filing").closed == "lapsed"


async def test_without_a_statement_it_goes_on_when_the_time_is_over(opened: Opened) -> None:
    case = await opened(KIND, "HOST_CONFIRMED")
    await case.at("statement")
    await case.pass_by(STATEMENT_PERIOD - DAY)
    assert case.row.state == "HOST_CONFIRMED"
    await case.pass_by(2 * DAY)
    await case.at("county_opinion")
    assert case.task("statement").closed == "lapsed"
    assert case.task("county_opinion").opened.revision == 1


async def test_a_time_that_was_lengthened_is_waited_for(opened: Opened) -> None:
    case = await opened(KIND, "HOST_CONFIRMED")
    await case.at("statement")
    assert case.row.until is not None
    case.row.until += 3 * DAY
    await case.pass_by(STATEMENT_PERIOD + DAY)
    assert case.row.state == "HOST_CONFIRMED"
    await case.pass_by(3 * DAY)
    await case.at("county_opinion")


@pytest.mark.parametrize(("state", "stage"), OPEN_AT.items())
async def test_corrected_attendance_ends_it_wherever_it_is(opened: Opened, state: str, stage: str) -> None:
    case = await opened(KIND, state)
    await case.at(stage)
    await case.do("CORRECTED", cause="corrected")
    assert await case.outcome() == "CORRECTED"
    assert case.task(stage).closed == "corrected"


@pytest.mark.parametrize("stage", ["host_confirmation", "county_opinion", "decision", "appeal"])
@pytest.mark.parametrize("told_first", ["correction", "decision"])
async def test_corrected_and_decided_at_once_the_correction_counts(opened: Opened, stage: str, told_first: str) -> None:
    state = next(state for state, open_at in OPEN_AT.items() if open_at == stage)
    case = await opened(KIND, state)
    said = await case.decides(stage)
    moved = await case.does("CORRECTED", cause="corrected")
    for word in (moved, said) if told_first == "correction" else (said, moved):
        await case.tell(word)
    assert await case.outcome() == "CORRECTED"
    assert case.task(stage).overtaken == "wrong_state"


@pytest.mark.parametrize(("state", "stage"), [("FLAGGED", "host_confirmation"), ("COUNTY_OPINION", "decision")])
async def test_host_and_city_may_dismiss_it(opened: Opened, state: str, stage: str) -> None:
    case = await opened(KIND, state)
    await case.decide(stage, "reject")
    assert await case.outcome() == "DISMISSED"


async def test_the_county_says_what_it_thinks_and_the_city_decides(opened: Opened) -> None:
    case = await opened(KIND, "STATEMENT")
    await case.decide("county_opinion", "reject")
    await case.decide("decision")
    await case.at("appeal_filing")
    assert case.row.state == "DISQUALIFIED"
