"""Only the opening news starts a run, all else is told to it; an old event published again revives nothing."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from temporalio.service import RPCError

from contracts.commands import approvals
from contracts.events.enrollment import RoundClosed, RoundExtended, RoundOpened
from contracts.kinds import KINDS, Kind
from tests.workflows import events
from tests.workflows.case import CASE_NO
from tests.workflows.tables import DAY
from tests.workflows.trial import Parcel
from tests.workflows.world import World
from workflows import recruiting_round
from workflows.engine.casework import RUNS
from workflows.engine.triggers import NotStartedError, UnknownKindError


async def test_events_carry_an_application_through(world: World) -> None:
    await world.take_in(events.opening(world.case))
    await world.decide("school", "return")
    await world.case.quiet(lambda: world.case.row.state == "RETURNED")
    await world.moved(await world.case.resubmits("school"))
    await world.decide("school", turn=2)
    await world.decide("county")
    await world.decide("municipal")
    assert await world.case.outcome() == "ADMITTED"


async def test_the_opening_news_starts_in_this_process_and_once(world: World) -> None:
    opening = events.opening(world.case)
    await world.take_in(opening)
    await world.take_in(opening)
    history = await world.history()
    assert history.events[0].workflow_execution_started_event_attributes.eager_execution_accepted
    description = await world.case.handle.describe()
    assert await description.static_summary() == CASE_NO
    await world.decide("school", "reject")
    assert await world.case.outcome() == "SCHOOL_DECLINED"
    await world.take_in(opening)


@pytest.mark.parametrize(("state", "opened"), [("ADMITTED", 0), ("SUBMITTED", 1)])
async def test_old_opening_news_start_a_run_only_where_there_is_something_left_to_do(
    world: World, state: str, opened: int
) -> None:
    opening = events.opening(world.case, datetime.now(UTC) - DAY)
    world.case.row.state = state
    await world.take_in(opening)
    description = world.case.handle.describe()
    if opened:
        await world.decide("school", "reject")
        await description
    else:
        with pytest.raises(RPCError):
            await description
    assert world.case.services.count(approvals.OPEN_TASK) == opened


async def test_fresh_opening_news_ask_the_owner_nothing(world: World) -> None:
    await world.take_in(events.opening(world.case))
    await world.decide("school", "reject")
    assert await world.case.outcome() == "SCHOOL_DECLINED"
    assert world.case.services.count("look") == 0


async def test_what_its_own_run_brought_about_is_not_told_to_it(world: World) -> None:
    await world.take_in(events.opening(world.case))
    await world.decide("school")
    await world.case.at("county")
    before = len((await world.history()).events)
    await world.take_in(events.news(world.case, by_run=True))
    assert len((await world.history()).events) == before
    await world.take_in(events.news(world.case))
    assert len((await world.history()).events) > before


async def test_a_run_that_has_ended_is_told_nothing_more(world: World) -> None:
    await world.take_in(events.opening(world.case))
    decided = await world.decides("school", "reject")
    await world.take_in(decided)
    assert await world.case.outcome() == "SCHOOL_DECLINED"
    await world.take_in(decided)
    await world.take_in(events.news(world.case))


async def test_word_for_a_run_that_is_not_there_yet_comes_again(world: World) -> None:
    with pytest.raises(NotStartedError):
        await world.take_in(events.news(world.case, await world.case.round_closes()))
    await world.case.withdraws()
    await world.take_in(events.news(world.case))


async def test_a_kind_not_known_yet_is_put_off_until_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind("trial_application", owner="enrollment", prefix="SY")
    await world.take_in(events.opening(world.case))
    decided = await world.decides("school", "reject")
    unknown = (
        events.news(world.case).model_copy(update={"kind": kind.name, "case_id": uuid4()}),
        decided.model_copy(update={"kind": kind.name, "case_id": uuid4()}),
    )
    for event in unknown:
        with pytest.raises(UnknownKindError):
            await world.take_in(event)
    monkeypatch.setitem(KINDS, kind.name, kind)
    monkeypatch.setitem(RUNS, kind.name, Parcel)
    world.case.row.state = "WITHDRAWN"
    for event in unknown:
        # Nothing is left to be run of it, and its owner says so.
        await world.take_in(event.model_copy(update={"case_id": world.case.case_id}))


async def test_a_round_opens_is_extended_and_closes(world: World) -> None:
    round_id, now, services = uuid4(), datetime.now(UTC), world.case.services
    services.rounds[round_id] = now + DAY
    await world.take_in(RoundExtended(round_id=round_id, closes_at=now + DAY))
    await world.take_in(RoundOpened(round_id=round_id, name="2021年第一轮", closes_at=now + DAY))
    await world.take_in(RoundExtended(round_id=round_id, closes_at=now + DAY))
    services.closed_rounds[round_id] = now
    await world.take_in(RoundClosed(round_id=round_id, closed_at=now))
    client = world.case.environment.client
    handle = client.get_workflow_handle(recruiting_round.run_id(round_id), result_type=datetime)
    assert await asyncio.wait_for(handle.result(), 10) == now
    await world.take_in(RoundClosed(round_id=round_id, closed_at=now))
