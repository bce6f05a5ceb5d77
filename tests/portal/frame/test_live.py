"""Whom an event concerns: offices that have the case, and whoever has it open."""

import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from chassis import clock
from chassis.ids import uuid7
from contracts.envelope import Envelope, Event
from contracts.events.approvals import AuthorityChanged, DecisionRecorded, TaskClosed, TaskOpened, TaskReminded
from contracts.events.enrollment import StudioProgressed
from contracts.offices import Office, Role
from services.portal.frame.live import MOST_OPEN, Hub, stream
from services.portal.frame.watching import Right, Rights, Watcher
from tests.portal.standing import SESSION, seated, sent

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LONG_AGO = datetime(2021, 11, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
ME = uuid4()
COUNTY = Office(role=Role.COUNTY_OFFICE, scope="330328")
CASE = uuid4()


@pytest.fixture(autouse=True)
def business_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has moved it."""
    monkeypatch.setattr(clock, "business", clock.machine)
    monkeypatch.setattr(clock, "movable", lambda: False)


def envelope(event: Event) -> Envelope:
    return Envelope(
        id=uuid7(),
        source="/songjiao/approvals",
        type=event.TYPE,
        subject=str(CASE),
        time=NOW,
        dataschema=event.dataschema(),
        data=event.model_dump(mode="json"),
        position=1,
        aggregateversion=1,
        correlationid="test",
    )


def opened(case_id: UUID = CASE) -> TaskOpened:
    return TaskOpened(
        task_id=uuid4(),
        case_id=case_id,
        kind="trainee_application",
        stage="county",
        turn=1,
        seat=0,
        office=COUNTY,
        due_at=NOW,
    )


def watcher(*offices: str, cases: frozenset[str] = frozenset()) -> Watcher:
    return Watcher(rights(*offices), cases)


def rights(*offices: str, begins: datetime = LONG_AGO, ends: datetime | None = None, asked_at: float = 0) -> Rights:
    return Rights(tuple(Right(office, begins, ends) for office in offices), asked_at)


def test_a_new_task_is_told_to_its_office_alone() -> None:
    hub, county, other, teacher = Hub(), watcher(COUNTY.key), watcher("county_office:330324"), watcher()
    with hub.watching(county), hub.watching(other), hub.watching(teacher):
        hub.spread(envelope(opened()))
    assert county.news == {("inbox", "")}
    assert other.news == teacher.news == set()


def test_what_lies_with_somebody_themselves_is_told_to_them_alone() -> None:
    hub, own = Hub(), uuid4()
    task = opened().model_copy(update={"office": Office(role=Role.PERSON, scope=str(own))})
    trainee, other = Watcher(rights(), frozenset(), person=f"person:{own}"), watcher()
    with hub.watching(trainee), hub.watching(other):
        hub.spread(envelope(task))
    assert trainee.news == {("inbox", "")}
    assert other.news == set()


def test_a_studios_own_change_is_told_to_who_looks_at_its_life() -> None:
    hub, reader = Hub(), watcher(cases=frozenset({str(CASE)}))
    with hub.watching(reader):
        hub.spread(envelope(StudioProgressed(studio_id=CASE, state="ACTIVE", version=9)))
    assert reader.news == {("case", str(CASE))}


def test_a_decision_is_told_to_the_office_that_had_the_task_and_to_who_looks_at_the_case() -> None:
    hub, county, reader = Hub(), watcher(COUNTY.key), watcher(cases=frozenset({str(CASE)}))
    hub.spread(envelope(opened()))
    decided = DecisionRecorded(
        decision_id=uuid4(),
        task_id=uuid4(),
        case_id=CASE,
        kind="trainee_application",
        stage="county",
        turn=1,
        seat=0,
        verb="approve",
        revision=1,
        content_hash="0" * 64,
        decided_at=NOW,
        signature="head.said.signature",
        log_head="0" * 64,
    )
    with hub.watching(county), hub.watching(reader):
        hub.spread(envelope(decided))
    assert county.news == {("inbox", "")}
    assert reader.news == {("case", str(CASE))}


def test_of_a_case_never_heard_of_all_offices_look_again() -> None:
    hub, county, teacher = Hub(), watcher(COUNTY.key), watcher()
    with hub.watching(county), hub.watching(teacher):
        hub.spread(envelope(TaskClosed(task_id=uuid4(), case_id=uuid4(), reason="withdrawn")))
    assert county.news == {("inbox", "")}
    assert teacher.news == set()


def test_what_happened_while_the_page_was_on_its_way_is_told_too() -> None:
    hub, before, after = Hub(), watcher(COUNTY.key), watcher(COUNTY.key)
    began = clock.machine().timestamp()
    hub.spread(envelope(opened()))
    with hub.watching(before, since=began), hub.watching(after, since=clock.machine().timestamp()):
        pass
    assert before.news == {("inbox", "")}
    assert after.news == set()


def test_an_author_hears_of_the_own_case_on_every_page() -> None:
    hub, author = Hub(), Watcher(rights(), frozenset(), own=frozenset({str(CASE)}))
    with hub.watching(author):
        hub.spread(envelope(opened()))
    assert author.news == {("inbox", "")}


async def test_several_changes_in_a_moment_are_told_as_one() -> None:
    hub, county = Hub(), watcher(COUNTY.key, cases=frozenset({str(CASE)}))
    told = stream(hub, county)
    assert "retry" in await anext(told)
    for count in (1, 2, 3):
        hub.spread(envelope(TaskReminded(task_id=uuid4(), case_id=CASE, office=COUNTY, count=count)))
    assert [await anext(told) for _ in range(3)] == [
        f"event: case\ndata: {CASE}\n\n",
        "event: inbox\ndata: \n\n",
        "event: reminder\ndata: \n\n",
    ]
    await told.aclose()
    hub.spread(envelope(opened()))
    assert county.news == set()


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """It is this moment of business time."""
    monkeypatch.setattr(clock, "business", lambda: now)


@pytest.mark.parametrize(
    ("before", "told"), [(MOMENT, set()), (timedelta(), {("inbox", "")}), (-MOMENT, {("inbox", "")})]
)
def test_a_proxy_is_told_of_from_the_moment_it_begins(
    monkeypatch: pytest.MonkeyPatch, before: timedelta, told: set[tuple[str, str]]
) -> None:
    at(monkeypatch, NOW - timedelta(hours=1))
    hub, deputy = Hub(), Watcher(rights(COUNTY.key, begins=NOW), frozenset())
    at(monkeypatch, NOW - before)
    with hub.watching(deputy):
        hub.spread(envelope(opened()))
    assert deputy.news == told


@pytest.mark.parametrize("before", [MOMENT, timedelta(), -MOMENT])
def test_of_an_office_that_ended_nothing_is_told(monkeypatch: pytest.MonkeyPatch, before: timedelta) -> None:
    at(monkeypatch, NOW - timedelta(hours=1))
    reminded = envelope(TaskReminded(task_id=uuid4(), case_id=CASE, office=COUNTY, count=1))
    hub, deputy = Hub(), Watcher(rights(COUNTY.key, ends=NOW), frozenset({str(CASE)}))
    at(monkeypatch, NOW - before)
    with hub.watching(deputy):
        hub.spread(reminded)
    if before == MOMENT:
        assert deputy.news == {("case", str(CASE)), ("inbox", ""), ("reminder", "")}
    else:
        # That the office is theirs no more, and nothing of the case: whether they may see it is asked anew.
        assert deputy.news == {("inbox", "")}
    assert deputy.outdated is (before <= timedelta())


def test_what_was_heard_before_the_end_is_not_told_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOW - MOMENT)
    hub, deputy = Hub(), Watcher(rights(COUNTY.key, ends=NOW), frozenset({str(CASE)}))
    with hub.watching(deputy):
        hub.spread(envelope(opened()))
    at(monkeypatch, NOW)
    assert deputy.take() == [("inbox", "")]


async def test_a_page_looks_again_the_moment_an_office_begins_and_its_stream_ends() -> None:
    begins = clock.business() + timedelta(seconds=0.5)
    told = stream(Hub(), Watcher(rights(COUNTY.key, begins=begins), frozenset()))
    async with asyncio.timeout(3):
        heard = [said async for said in told]
    assert clock.business() >= begins
    assert heard[0].startswith("retry")
    assert heard[-1] == "event: inbox\ndata: \n\n"


async def test_whose_authority_changed_looks_again_and_nobody_else() -> None:
    hub = Hub()
    mine = Watcher(rights(COUNTY.key), frozenset({str(CASE)}), person=f"person:{ME}")
    other = Watcher(rights(COUNTY.key), frozenset(), person=f"person:{uuid4()}")
    told = stream(hub, mine)
    assert "retry" in await anext(told)
    with hub.watching(other):
        hub.spread(envelope(AuthorityChanged(person_ids=(uuid4(), ME))))
        # From now on they may be somebody who may not know of it.
        hub.spread(envelope(TaskReminded(task_id=uuid4(), case_id=CASE, office=COUNTY, count=1)))
    assert [said async for said in told] == ["event: inbox\ndata: \n\n"]
    assert ("inbox", "") in other.news
    assert not other.outdated


async def test_what_changed_while_approvals_was_asked_is_asked_again() -> None:
    hub, began = Hub(), clock.machine().timestamp()
    hub.spread(envelope(AuthorityChanged(person_ids=(ME,))))
    before = Watcher(rights(asked_at=began), frozenset(), person=f"person:{ME}")
    told = [said async for said in stream(hub, before, since=began)]
    assert told[1:] == ["event: inbox\ndata: \n\n"]
    # Approvals was asked after that, and the page made before: it looks again, the stream goes on.
    after = Watcher(rights(asked_at=clock.machine().timestamp()), frozenset(), person=f"person:{ME}")
    with hub.watching(after, since=began):
        assert (after.news, after.outdated) == ({("inbox", "")}, False)
    # The page was made after that too: it knows.
    later = Watcher(rights(asked_at=clock.machine().timestamp()), frozenset(), person=f"person:{ME}")
    with hub.watching(later, since=clock.machine().timestamp()):
        assert (later.news, later.outdated) == (set(), False)


@pytest.mark.parametrize(("ago", "told"), [(0.5, {("inbox", "")}), (5, set())])
def test_an_office_that_ended_while_the_page_was_on_its_way_is_told(ago: float, told: set[tuple[str, str]]) -> None:
    ended = clock.business() - timedelta(seconds=ago)
    deputy = Watcher(rights(COUNTY.key, ends=ended), frozenset())
    with Hub().watching(deputy, since=clock.machine().timestamp() - 2):
        assert (deputy.news, deputy.outdated) == (told, False)


async def test_a_stream_ends_with_its_session_and_no_other() -> None:
    hub, session, other = Hub(), uuid7(), uuid7()
    mine = Watcher(rights(COUNTY.key), frozenset(), session_id=session)
    elsewhere = Watcher(rights(COUNTY.key), frozenset(), session_id=other)
    told = stream(hub, mine)
    assert "retry" in await anext(told)
    with hub.watching(elsewhere):
        hub.sessions.note(session)
        async with asyncio.timeout(3):
            assert [said async for said in told] == []
        assert (mine.ended, elsewhere.ended) == (True, False)


async def test_a_page_that_came_too_late_hears_nothing() -> None:
    hub, session = Hub(), uuid7()
    hub.sessions.note(session)
    late = Watcher(rights(COUNTY.key), frozenset(), session_id=session)
    late.tell("inbox")
    async with asyncio.timeout(3):
        assert [said async for said in stream(hub, late)] == ["retry: 2000\n\n"]


async def test_one_person_listens_with_so_many_pages_and_no_more(app: FastAPI) -> None:
    hub: Hub = app.state.hub
    answers = {"GET /api/approvals/offices": lambda _: []}
    with ExitStack() as opened:
        for _ in range(MOST_OPEN):
            opened.enter_context(hub.watching(Watcher(rights(), frozenset(), person="person:01")))
        assert hub.has_room("person:02")
        async with seated(app, answers) as browser, asyncio.timeout(3):
            answer = await browser.get("/live", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.text) == (200, "retry: 60000\n\n")
    assert hub.has_room("person:01")


async def test_signing_out_ends_the_streams_of_that_session(app: FastAPI) -> None:
    hub: Hub = app.state.hub
    mine = Watcher(rights(), frozenset(), session_id=SESSION)
    with hub.watching(mine):
        await sent(app, {"POST /api/directory/sign-out": lambda _: {}}, "/sign-out", {})
        assert mine.ended
