"""Words that come early, twice or late, and services that are away or answer nonsense."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis import correlation
from contracts.cases import task_id
from contracts.commands import Command, approvals
from contracts.commands.cases import commands_of
from tests.workflows.case import Opened
from tests.workflows.model import Services
from workflows.engine import messages

A_WHILE = timedelta(minutes=2)
RECORD = commands_of("enrollment").record


async def test_a_decision_made_before_the_run_knows_its_task_is_open_is_kept(
    opened: Opened, services: Services
) -> None:
    services.lost_after[approvals.OPEN_TASK.name] = 2
    case = await opened()
    await case.in_state("SUBMITTED", "service")
    await case.quiet(lambda: bool(services.tasks))
    await case.tell(await services.decide(task_id(case.case_id, "school", 1), "approve"))
    await case.pass_by(A_WHILE)
    await case.at("county")


async def test_words_said_twice_change_nothing(opened: Opened, services: Services) -> None:
    case = await opened()
    first = await case.decide("school", "return")
    await case.correcting()
    again = await case.resubmits("school")
    for _ in range(2):
        await case.tell(first)
        await case.tell(again)
    second = await case.decide("school", "approve", 2)
    await case.tell(second)
    await case.tell(again)
    await case.at("county")
    assert services.count(RECORD) == 2
    assert services.count(approvals.OPEN_TASK) == 3
    assert services.count("look") == 1


async def test_a_decision_of_another_task_is_not_taken_for_this_one(opened: Opened, services: Services) -> None:
    case, other = await opened(), await opened()
    await case.at("school")
    await case.tell(await other.decides("school", "reject"))
    await case.decide("school")
    await case.at("county")
    assert services.count(RECORD) == 1


async def test_a_decision_on_an_older_revision_is_overtaken_and_asked_for_again(opened: Opened) -> None:
    case = await opened()
    said = await case.decides("school")
    case.row.revision, case.row.version = 2, case.row.version + 1
    await case.tell(said)
    await case.at("school", 2)
    assert case.task("school").overtaken == "stale_revision"
    assert case.task("school", 2).opened.revision == 2
    assert case.task("school", 2).opened.reason == "stale_revision"


@pytest.mark.parametrize("lost", ["lost_before", "lost_after"])
@pytest.mark.parametrize("command", [approvals.OPEN_TASK, RECORD])
async def test_a_service_that_is_away_is_asked_again_with_the_same_key(
    opened: Opened, services: Services, lost: str, command: Command[Any, Any]
) -> None:
    getattr(services, lost)[command.name] = 3
    case = await opened()
    await case.pass_by(A_WHILE)
    for stage in ("school", "county", "municipal"):
        await case.decide(stage)
        await case.pass_by(A_WHILE)
    assert await case.outcome() == "ADMITTED"
    attempts = [(key, local) for key, local in services.asked if f"/{command.name}/" in key]
    first = attempts[0][0]
    assert [local for key, local in attempts if key == first] == [True, False, False, False]
    assert len(services.tasks) == 3


async def test_a_step_the_service_never_takes_leaves_the_run_open_until_it_is_mended(
    opened: Opened, services: Services
) -> None:
    services.broken.add(approvals.OPEN_TASK.name)
    case = await opened(task_timeout=timedelta(seconds=1))
    # A run that cannot go on does not rest, and answers nothing.
    await case.quiet(lambda: len(services.asked) >= 2, rests=False)
    services.broken.clear()
    await case.environment.sleep(A_WHILE)
    await case.at("school")


async def test_every_question_belongs_to_the_request_that_caused_it(opened: Opened, services: Services) -> None:
    submitted, decided = str(uuid4()), str(uuid4())
    correlation.begin(submitted)
    case = await opened()
    await case.at("school")
    assert services.correlations == {submitted}
    services.correlations.clear()
    correlation.begin(decided)
    await case.decide("school")
    await case.at("county")
    assert services.correlations == {decided}


async def test_news_of_what_the_run_knows_already_makes_it_ask_nothing(opened: Opened, services: Services) -> None:
    case = await opened()
    await case.decide("school")
    await case.at("county")
    await case.tell(messages.Moved(case.row.version))
    await case.decide("county")
    await case.at("municipal")
    assert services.count("look") == 0
