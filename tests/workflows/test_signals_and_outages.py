"""Words that come early, twice or late, and services that are away or answer nonsense."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis import correlation
from contracts.commands import Command, approvals, enrollment
from contracts.processes import trainee_application as process
from tests.workflows.case import Begun
from tests.workflows.model import Services

A_WHILE = timedelta(minutes=2)


async def test_a_decision_made_before_the_run_knows_its_task_is_open_is_kept(begun: Begun, services: Services) -> None:
    services.lost_after[approvals.OPEN_TASK.name] = 2
    case = await begun()
    await case.until(lambda status: (status.waits_for, status.stage) == ("service", "school"))
    said = await services.decide(next(iter(services.tasks)), "approve")
    await case.tell(process.DECIDED, said)
    await case.pass_by(A_WHILE)
    await case.at("county")


async def test_words_said_twice_change_nothing(begun: Begun, services: Services) -> None:
    case = await begun()
    first = await case.decide("school", "return")
    await case.correcting()
    again = case.resubmits("school")
    for _ in range(2):
        await case.tell(process.DECIDED, first)
        await case.tell(process.RESUBMITTED, again)
    second = await case.decide("school", "approve", 2)
    await case.tell(process.DECIDED, second)
    await case.tell(process.RESUBMITTED, again)
    await case.at("county")
    assert services.count(enrollment.RECORD_DECISION) == 2
    assert services.count(approvals.OPEN_TASK) == 3


async def test_a_decision_of_another_task_is_not_taken_for_this_one(begun: Begun, services: Services) -> None:
    case, other = await begun(), await begun()
    await case.at("school")
    await case.tell(process.DECIDED, await other.decides("school", "reject"))
    await case.decide("school")
    await case.at("county")
    assert services.count(enrollment.RECORD_DECISION) == 1


async def test_a_decision_on_an_older_revision_is_overtaken_and_asked_for_again(begun: Begun) -> None:
    case = await begun()
    await case.decides("school", "approve")
    case.row.revision = 2
    said = process.Decided(stage="school", **case.task("school").decision.model_dump())  # type: ignore[union-attr]
    await case.tell(process.DECIDED, said)
    await case.at("school", 2)
    assert case.task("school").overtaken == "stale_revision"
    assert case.task("school", 2).opened.revision == 2
    assert case.task("school", 2).opened.reason == "stale_revision"


@pytest.mark.parametrize("lost", ["lost_before", "lost_after"])
@pytest.mark.parametrize("command", [approvals.OPEN_TASK, enrollment.RECORD_DECISION, enrollment.ADMIT])
async def test_a_service_that_is_away_is_asked_again_with_the_same_key(
    begun: Begun, services: Services, lost: str, command: Command[Any, Any]
) -> None:
    getattr(services, lost)[command.name] = 3
    case = await begun()
    await case.pass_by(A_WHILE)
    for stage in ("school", "county", "municipal"):
        await case.decide(stage)
        await case.pass_by(A_WHILE)
    assert await case.outcome() == "admitted"
    attempts = [(key, local) for key, local in services.asked if f"/{command.name}/" in key]
    first = attempts[0][0]
    assert [local for key, local in attempts if key == first] == [True, False, False, False]
    assert len(services.tasks) == 3


async def test_a_step_the_service_never_takes_leaves_the_run_open_until_it_is_mended(
    begun: Begun, services: Services
) -> None:
    services.broken.add(approvals.OPEN_TASK.name)
    case = await begun(task_timeout=timedelta(seconds=1))
    await case.quiet(lambda: len(services.asked) >= 2)
    services.broken.clear()
    await case.pass_by(A_WHILE)
    await case.at("school")


async def test_every_question_belongs_to_the_request_that_caused_it(begun: Begun, services: Services) -> None:
    submitted, decided = str(uuid4()), str(uuid4())
    correlation.begin(submitted)
    case = await begun()
    await case.at("school")
    assert services.correlations == {submitted}
    services.correlations.clear()
    correlation.begin(decided)
    await case.decide("school")
    await case.at("county")
    assert services.correlations == {decided}
