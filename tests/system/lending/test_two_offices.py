"""Two offices at once, in a kind no file of the product knows, by real processes: in every order, across crashes and new runs."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any

import pytest
from temporalio.client import Client

from chassis.settings import settings
from contracts.kinds import workflow_id
from tests.system.lending.conftest import Site
from tests.system.lending.hall import Hall, Loan
from tests.system.lending.kinds import HALL_LOAN
from tests.system.world import RefusedError

ORDERS = [(0, 1), (1, 0)]
BOTH = [(stage, *order) for stage in ("countersign", "appraisal") for order in ORDERS]
AT_ONCE = 4
ELSEWHERE = ("chief_lead", "city")


def taken(stage: str, *seats: int, verb: str = "approve") -> list[tuple[str, int, str]]:
    """What the owner's row has of a stage."""
    return [(stage, seat, verb) for seat in seats]


async def finish(case: Loan) -> None:
    """Hand the hall over."""
    await case.decide("handover")
    await case.until_state("LENT")


async def runs_of(case: Loan) -> list[str]:
    """The runs that had the case, one after the other."""
    client = await Client.connect(settings().temporal_address, namespace=settings().temporal_namespace)
    query = f'WorkflowId = "{workflow_id(HALL_LOAN.name, case.id)}"'
    return [run.status.name if run.status else "" async for run in client.list_workflows(query)]


@pytest.mark.parametrize(("stage", "first", "second"), BOTH)
async def test_each_is_heard_in_either_order(hall: Hall, stage: str, first: int, second: int) -> None:
    case = await hall.ask(stage, "handover")
    await case.decide(stage, first)
    await case.task(stage, second)
    assert (await case.row())["state"] != "TO_HAND_OVER"
    await case.decide(stage, second)
    await finish(case)
    await case.went_once(*taken(stage, 0, 1), *taken("handover", 0))


@pytest.mark.parametrize(("first", "second"), ORDERS)
async def test_one_of_any_is_enough(hall: Hall, first: int, second: int) -> None:
    case = await hall.ask("any_sign", "handover")
    spared = await case.task("any_sign", second)
    await case.decide("any_sign", first)
    await case.is_closed(spared)
    with pytest.raises(RefusedError) as refused:
        await case.say(spared)
    assert refused.value.problem["code"] == "task_closed"
    await finish(case)
    await case.went_once(*taken("any_sign", first), *taken("handover", 0))


@pytest.mark.parametrize(("first", "second"), ORDERS)
async def test_one_of_all_that_refuses_settles_it(hall: Hall, first: int, second: int) -> None:
    case = await hall.ask("countersign", "handover")
    spared = await case.task("countersign", second)
    await case.decide("countersign", first, "reject")
    await case.until_state("REFUSED")
    await case.is_closed(spared)
    await case.went_once(*taken("countersign", first, verb="reject"))


@pytest.mark.parametrize("verbs", [("approve", "approve"), ("reject", "approve"), ("approve", "reject")])
async def test_both_of_any_at_the_same_moment(hall: Hall, verbs: tuple[str, str]) -> None:
    """The first by the moment of its decision counts, and whoever came second is told, by refusal or in the log."""
    cases = await asyncio.gather(*(hall.ask("any_sign", "handover") for _ in range(AT_ONCE)))
    tasks = await asyncio.gather(*(case.task("any_sign", seat) for case in cases for seat in (0, 1)))
    said = [case.say(tasks[2 * at + seat], verbs[seat]) for at, case in enumerate(cases) for seat in (0, 1)]
    answers = await asyncio.gather(*said, return_exceptions=True)
    for at, case in enumerate(cases):
        await one_counts(case, answers[2 * at : 2 * at + 2], verbs)


async def one_counts(case: Loan, answers: list[Any], verbs: tuple[str, str]) -> None:
    """The row has the one decision that was first, and the other is refused or marked."""
    decided = {seat: answer for seat, answer in enumerate(answers) if not isinstance(answer, BaseException)}
    for answer in answers:
        if isinstance(answer, BaseException):
            assert isinstance(answer, RefusedError), answer
            assert answer.problem["code"] == "task_closed"
    first = min(decided, key=lambda seat: decided[seat]["decided_at"])
    late = len(decided) - 1
    await case.until_state("REFUSED" if verbs[first] == "reject" else "TO_HAND_OVER")
    await case.until_overtaken(late)
    then = []
    if verbs[first] == "approve":
        await finish(case)
        then = taken("handover", 0)
    await case.went_once(("any_sign", first, verbs[first]), *then, overtaken=late)


async def test_both_of_all_at_the_same_moment(hall: Hall) -> None:
    cases = await asyncio.gather(*(hall.ask("countersign", "handover") for _ in range(AT_ONCE)))
    tasks = await asyncio.gather(*(case.task("countersign", seat) for case in cases for seat in (0, 1)))
    await asyncio.gather(*(cases[at // 2].say(task) for at, task in enumerate(tasks)))
    await asyncio.gather(*map(finish, cases))
    for case in cases:
        await case.went_once(*taken("countersign", 0, 1), *taken("handover", 0))


@pytest.mark.parametrize(("stage", "first", "second"), [*BOTH, ("any_sign", 0, 1)])
async def test_another_run_goes_on_between_the_two(hall: Hall, stage: str, first: int, second: int) -> None:
    case = await hall.ask(stage, "handover")
    await case.decide(stage, first)
    seats: tuple[int, ...] = (first,)
    if stage != "any_sign":

        async def another_run() -> bool:
            return (await runs_of(case)).count("CONTINUED_AS_NEW") > 0

        await case.until(another_run)
        await case.decide(stage, second)
        seats = (first, second)
    await finish(case)
    statuses = await runs_of(case)
    assert statuses.count("CONTINUED_AS_NEW") >= 1, statuses
    assert "COMPLETED" in statuses
    await case.went_once(*taken(stage, *seats), *taken("handover", 0))


async def test_withdrawn_with_one_of_two_decided(hall: Hall) -> None:
    case = await hall.ask("countersign", "handover")
    other = await case.task("countersign", 1)
    await case.decide("countersign", 0)
    await case.withdraw()
    await case.is_closed(other)
    await case.until_overtaken()
    with pytest.raises(RefusedError):
        await case.say(other)
    await case.went_once(overtaken=1)


@pytest.mark.parametrize("told_first", [True, False])
async def test_another_office_is_put_before_one_seat(hall: Hall, told_first: bool) -> None:
    """Before or after the other seat was heard: its word stands, and only the seat concerned is asked anew."""
    case = await hall.ask("countersign", "handover")
    old = await case.task("countersign", 1)
    if told_first:
        await case.decide("countersign", 0)
    await case.put_before("countersign", 1, *ELSEWHERE)
    await case.is_closed(old)
    if not told_first:
        await case.decide("countersign", 0)
    await case.say(await case.task("countersign", 1, turn=2), by=hall.custodian)
    await finish(case)
    await case.went_once(*taken("countersign", 0, 1), *taken("handover", 0))


# Stories with a pause in which no worker lives: it is killed at the first `yield`, and another one is there after the second.


async def between_the_two(hall: Hall, stage: str, first: int, second: int) -> AsyncGenerator[None]:
    case = await hall.ask(stage, "handover")
    await case.decide(stage, first)
    yield
    yield
    await case.decide(stage, second)
    await finish(case)
    await case.went_once(*taken(stage, 0, 1), *taken("handover", 0))


async def both_of_any_decide(hall: Hall, first: int, second: int) -> AsyncGenerator[None]:
    """Nobody closes the second one's task: both clicks are taken, and the moments say whose counts."""
    case = await hall.ask("any_sign", "handover")
    tasks = [await case.task("any_sign", seat) for seat in (first, second)]
    yield
    for task in tasks:
        await case.say(task)
    yield
    await finish(case)
    await case.until_overtaken()
    await case.went_once(*taken("any_sign", first), *taken("handover", 0), overtaken=1)


async def both_of_all_decide(hall: Hall, first: int, second: int) -> AsyncGenerator[None]:
    case = await hall.ask("countersign", "handover")
    tasks = [await case.task("countersign", seat) for seat in (first, second)]
    yield
    for task in tasks:
        await case.say(task)
    yield
    await finish(case)
    await case.went_once(*taken("countersign", 0, 1), *taken("handover", 0))


async def withdrawn_and_then_decided(hall: Hall) -> AsyncGenerator[None]:
    """The click is refused: approvals has heard of the withdrawal without any run."""
    case = await hall.ask("countersign", "handover")
    tasks = [await case.task("countersign", seat) for seat in (0, 1)]
    yield
    await case.withdraw()
    for task in tasks:
        await case.is_closed(task)
    with pytest.raises(RefusedError):
        await case.say(tasks[0])
    yield
    await case.until_state("WITHDRAWN")
    await case.went_once()


async def decided_and_then_withdrawn(hall: Hall) -> AsyncGenerator[None]:
    """The run hears first of what everybody approved; the owner's row has the withdrawal, and both are told."""
    case = await hall.ask("countersign", "handover")
    tasks = [await case.task("countersign", seat) for seat in (0, 1)]
    yield
    for task in tasks:
        await case.say(task)
    await case.withdraw()
    yield
    await case.until_overtaken(2)
    await case.until_state("WITHDRAWN")
    await case.went_once(overtaken=2)


async def decided_and_then_put_before_another(hall: Hall) -> AsyncGenerator[None]:
    """A word given in time stands."""
    case = await hall.ask("countersign", "handover")
    tasks = [await case.task("countersign", seat) for seat in (0, 1)]
    yield
    await case.say(tasks[1])
    await case.put_before("countersign", 1, *ELSEWHERE)
    yield
    await case.say(tasks[0])
    await finish(case)
    await case.went_once(*taken("countersign", 0, 1), *taken("handover", 0))


async def put_before_another_and_then_decided(hall: Hall) -> AsyncGenerator[None]:
    """Only the seat concerned is asked anew."""
    case = await hall.ask("countersign", "handover")
    tasks = [await case.task("countersign", seat) for seat in (0, 1)]
    yield
    await case.put_before("countersign", 1, *ELSEWHERE)
    await case.say(tasks[0])
    yield
    await case.say(await case.task("countersign", 1, turn=2), by=hall.custodian)
    await finish(case)
    await case.went_once(*taken("countersign", 0, 1), *taken("handover", 0))


STORIES: list[Callable[[Hall], AsyncGenerator[None]]] = [
    *(partial(between_the_two, stage=stage, first=first, second=second) for stage, first, second in BOTH),
    *(partial(both_of_any_decide, first=first, second=second) for first, second in ORDERS),
    *(partial(both_of_all_decide, first=first, second=second) for first, second in ORDERS),
    withdrawn_and_then_decided,
    decided_and_then_withdrawn,
    decided_and_then_put_before_another,
    put_before_another_and_then_decided,
]


async def test_workers_killed_in_the_middle_of_it_all(hall: Hall, site: Site) -> None:
    told = [story(hall) for story in STORIES]
    await asyncio.gather(*map(anext, told))
    async with site.without_workers():
        await asyncio.gather(*map(anext, told))
    await asyncio.gather(*(anext(story, None) for story in told))
