"""Two facts at once, held at the very moment they meet: one is in, not committed, when the other comes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from chassis.errors import ConflictError
from chassis.store.database import Transaction
from contracts.cases import CaseCard
from contracts.commands.approvals import OPEN_TASK, CloseTask, TaskEnded
from contracts.rules import FOUR_ATTESTATIONS
from services.approvals.audit.verify import verify_one
from services.approvals.commands.case import take_news
from services.approvals.commands.claim import claim
from services.approvals.commands.decision import Decider, decide
from services.approvals.domain.decision import Wanted
from services.approvals.responders import close_task, open_task
from tests.services.approvals.programme import COUNTY_OFFICE, Caller, Programme, news, opening

Act = Callable[[Transaction], Awaitable[Any]]


@pytest.fixture
async def case(programme: Programme) -> CaseCard:
    made = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(made))
    return made


@pytest.fixture
async def clerks(programme: Programme) -> tuple[Caller, Caller]:
    return await programme.person("陈志远", COUNTY_OFFICE), await programme.person("吴敏", COUNTY_OFFICE)


def deciding(who: Caller, case: CaseCard, verb: str) -> Act:
    wanted = Wanted(
        verb=verb,
        opinion="请补充任教学科",
        attestations=FOUR_ATTESTATIONS,
        revision=case.revision,
        content_hash=case.content_hash,
    )
    return lambda transaction: decide(transaction, Decider(who.person_id, who.name), opening(case).task_id, wanted)


def closing(case: CaseCard) -> Act:
    asked = CloseTask(task_id=opening(case).task_id, reason="withdrawn")
    return lambda transaction: close_task(transaction, asked)


async def meet(programme: Programme, first: Act, second: Act) -> tuple[Any, Any]:
    """Do the first, begin the second, and commit the first only when the second waits for it."""
    database = programme.service.database

    async def later() -> Any:
        async with database.transaction() as transaction:
            return await second(transaction)

    async with database.transaction() as transaction:
        done = await first(transaction)
        waiting = asyncio.create_task(later())
        await somebody_waits(programme)
    return done, (await asyncio.gather(waiting, return_exceptions=True))[0]


async def somebody_waits(programme: Programme) -> None:
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(10):
        while True:
            async with programme.service.database.reading() as connection:
                if await connection.scalar(waits):
                    return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_two_clerks(
    programme: Programme, clerks: tuple[Caller, Caller], case: CaseCard, order: tuple[int, int]
) -> None:
    quick, slow = (clerks[at] for at in order)
    _, lost = await meet(programme, deciding(quick, case, "return"), deciding(slow, case, "approve"))
    assert isinstance(lost, ConflictError)
    assert (lost.code, lost.extra["by"], lost.extra["verb"]) == ("already_decided", quick.name, "return")
    assert (await verify_one(programme.service.database, case.case_no)).sound


async def test_a_double_click(programme: Programme, clerks: tuple[Caller, Caller], case: CaseCard) -> None:
    first, second = await meet(programme, deciding(clerks[0], case, "approve"), deciding(clerks[0], case, "approve"))
    assert first.decision_id == second.decision_id


async def test_a_decision_then_the_closing(programme: Programme, clerks: tuple[Caller, Caller], case: CaseCard) -> None:
    decided, ended = await meet(programme, deciding(clerks[0], case, "approve"), closing(case))
    assert ended.decision.decision_id == decided.decision_id


async def test_the_closing_then_a_decision(programme: Programme, clerks: tuple[Caller, Caller], case: CaseCard) -> None:
    ended, lost = await meet(programme, closing(case), deciding(clerks[0], case, "approve"))
    assert ended == TaskEnded(decision=None)
    assert isinstance(lost, ConflictError)
    assert (lost.code, lost.extra["reason"]) == ("task_closed", "withdrawn")


def ending(case: CaseCard) -> Act:
    said = news(case, "WITHDRAWN", 2, finished=True, cause="withdrawn")
    return lambda transaction: take_news(transaction, said)


async def test_the_end_of_the_case_then_a_decision(
    programme: Programme, clerks: tuple[Caller, Caller], case: CaseCard
) -> None:
    _, lost = await meet(programme, ending(case), deciding(clerks[0], case, "approve"))
    assert isinstance(lost, ConflictError)
    assert lost.code == "task_closed"


async def test_a_decision_then_the_end_of_the_case(
    programme: Programme, clerks: tuple[Caller, Caller], case: CaseCard
) -> None:
    """The owner settles which of them counts; the log has both."""
    decided, ended = await meet(programme, deciding(clerks[0], case, "approve"), ending(case))
    assert decided.decision_id
    assert ended is None
    assert (await verify_one(programme.service.database, case.case_no)).sound


async def test_two_claims(programme: Programme, clerks: tuple[Caller, Caller], case: CaseCard) -> None:
    def claiming(who: Caller) -> Act:
        return lambda transaction: claim(transaction, Decider(who.person_id, who.name), opening(case).task_id)

    _, lost = await meet(programme, claiming(clerks[0]), claiming(clerks[1]))
    assert isinstance(lost, ConflictError)
    assert (lost.code, lost.extra["by"]) == ("claimed", clerks[0].name)


@pytest.mark.parametrize("decision_first", [True, False])
async def test_two_entries_of_one_log(
    programme: Programme, clerks: tuple[Caller, Caller], case: CaseCard, decision_first: bool
) -> None:
    """The decision and the opening of another task write the same log at once: the chain holds."""

    async def opening_next(transaction: Transaction) -> Any:
        return await open_task(transaction, opening(case, "municipal"))

    acts = [deciding(clerks[0], case, "approve"), opening_next]
    results = await meet(programme, *(acts if decision_first else acts[::-1]))
    assert not any(isinstance(result, Exception) for result in results), results
    report = await verify_one(programme.service.database, case.case_no)
    assert (report.sound, report.entries) == (True, 4)
