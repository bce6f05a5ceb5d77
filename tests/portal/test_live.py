"""Whom an event concerns: offices that have the case, and whoever has it open."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from chassis import clock
from chassis.ids import uuid7
from contracts.envelope import Envelope, Event
from contracts.events.approvals import DecisionRecorded, TaskClosed, TaskOpened, TaskReminded
from contracts.events.enrollment import StudioProgressed
from contracts.offices import Office, Role
from services.portal.live import Hub, Watcher, stream

NOW = datetime(2026, 11, 22, tzinfo=UTC)
COUNTY = Office(role=Role.COUNTY_OFFICE, scope="330328")
CASE = uuid4()


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
        task_id=uuid4(), case_id=case_id, kind="trainee_application", stage="county", round=1, office=COUNTY, due_at=NOW
    )


def watcher(*offices: str, cases: frozenset[str] = frozenset()) -> Watcher:
    return Watcher(frozenset(offices), cases)


def test_a_new_task_is_told_to_its_office_alone() -> None:
    hub, county, other, teacher = Hub(), watcher(COUNTY.key), watcher("county_office:330324"), watcher()
    with hub.watching(county), hub.watching(other), hub.watching(teacher):
        hub.spread(envelope(opened()))
    assert county.news == {("inbox", "")}
    assert other.news == teacher.news == set()


def test_what_lies_with_somebody_themselves_is_told_to_them_alone() -> None:
    hub, own = Hub(), uuid4()
    task = opened().model_copy(update={"office": Office(role=Role.PERSON, scope=str(own))})
    trainee, other = Watcher(frozenset(), frozenset(), person=f"person:{own}"), watcher()
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
        round=1,
        verb="approve",
        revision=1,
        content_hash="0" * 64,
        decided_at=NOW,
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
    hub, author = Hub(), Watcher(frozenset(), frozenset(), own=frozenset({str(CASE)}))
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
