"""Batches in which something breaks: the others go on, the broken one is tried again, and in the end people are told."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from chassis import clock
from chassis.errors import NotFoundError
from chassis.ids import uuid7
from chassis.store import job_running
from chassis.store.job_running import LONGEST_PAUSE, MOST_TRIES, pause_after
from contracts.cases import CaseCard
from contracts.commands.approvals import CLOSE_TASK, CloseTask
from services.approvals.commands.batch import try_again
from services.approvals.queries.task import lock
from tests.conftest import owning
from tests.services.approvals.programme import COUNTY_OFFICE, Caller, Programme, decision, opening
from tests.services.approvals.test_batch import batch, opened, runner, settle_and_die, work_off

PAUSES = [pause for tries in range(1, MOST_TRIES) if (pause := pause_after(tries))]

BREAK = """
CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
CREATE CONSTRAINT TRIGGER broken AFTER {doing} {when} FOR EACH ROW WHEN ({row}) EXECUTE FUNCTION break_one()
"""
WAYS = {
    "as the decision is written": ("UPDATE ON tasks", "NOT DEFERRABLE", "NEW.task_id = '{task}'"),
    "as its event is written": ("INSERT ON outbox", "NOT DEFERRABLE", "NEW.subject = '{case}'"),
    "as it is committed": ("UPDATE ON tasks", "DEFERRABLE INITIALLY DEFERRED", "NEW.task_id = '{task}'"),
}


@pytest.fixture
async def clerk(programme: Programme) -> Caller:
    return await programme.person("陈志远", COUNTY_OFFICE)


async def break_down(programme: Programme, case: CaseCard, way: str = "as the decision is written") -> None:
    """Whoever decides this case now meets a fault of the database."""
    doing, when, row = WAYS[way]
    places = {"task": opening(case).task_id, "case": case.case_id}
    async with owning("approvals", programme.service.database.url) as connection:
        for statement in BREAK.format(doing=doing, when=when, row=row.format(**places)).split(";\n"):
            await connection.execute(text(statement))


async def mend(programme: Programme) -> None:
    async with owning("approvals", programme.service.database.url) as connection:
        await connection.execute(text("DROP FUNCTION break_one CASCADE"))


async def started(client: httpx2.AsyncClient, who: Caller, cases: list[CaseCard]) -> str:
    path = f"/batches/{uuid7()}"
    answer = await client.put(path, headers=who, json=batch(cases))
    assert answer.status_code == 202
    return path


async def told(client: httpx2.AsyncClient, who: Caller, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.get(path, headers=who)).json()
    return answer


def test_pauses_grow_to_a_cap_and_come_to_an_end() -> None:
    seconds = [pause.total_seconds() for pause in PAUSES]
    assert seconds == sorted(set(seconds))
    assert seconds[0] <= 5
    assert PAUSES[-1] == LONGEST_PAUSE
    assert [pause_after(tries) for tries in (MOST_TRIES, MOST_TRIES + 1)] == [None, None]


@pytest.mark.parametrize("way", WAYS)
async def test_a_fault_in_one_task_holds_up_no_other(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, way: str
) -> None:
    cases = await opened(programme, 3)
    await break_down(programme, cases[0], way)
    path = await started(client, clerk, cases)
    before = clock.business()
    await work_off(programme)
    after = clock.business()
    found = await told(client, clerk, path)
    assert [row["state"] for row in found["items"]] == ["PENDING", "DONE", "DONE"]
    assert (found["done"], found["retrying"], found["faulted"], found["finished_at"]) == (2, 1, 0, None)
    first = found["items"][0]
    assert (first["tries"], first["problem"]) == (1, None)
    assert before + PAUSES[0] <= datetime.fromisoformat(first["next_try_at"]) <= after + PAUSES[0]
    assert [row["next_try_at"] for row in found["items"][1:]] == [None, None]


async def test_the_loop_itself_goes_on_and_comes_back(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller
) -> None:
    cases = await opened(programme, 3)
    await break_down(programme, cases[0])
    path = await started(client, clerk, cases)
    loop = asyncio.create_task(runner(programme).run())
    async with asyncio.timeout(15):
        while (await told(client, clerk, path))["done"] < 2:
            await asyncio.sleep(0.02)
        await mend(programme)
        while (await told(client, clerk, path))["finished_at"] is None:
            await asyncio.sleep(0.02)
    loop.cancel()
    assert (await told(client, clerk, path))["done"] == 3


async def test_a_task_that_is_held_by_somebody_else_holds_up_no_other(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_running, "LONGEST_SECONDS", 0.5)
    cases = await opened(programme, 2)
    path = await started(client, clerk, cases)
    async with programme.service.database.transaction() as transaction:
        await lock(transaction.connection, opening(cases[0]).task_id)
        async with asyncio.timeout(10):
            await work_off(programme)
    assert [row["state"] for row in (await told(client, clerk, path))["items"]] == ["PENDING", "DONE"]


async def test_it_is_tried_ever_more_seldom_and_then_given_to_people(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, moving: Callable[[timedelta], None]
) -> None:
    [case] = await opened(programme, 1)
    await break_down(programme, case)
    path = await started(client, clerk, [case])
    for tries, pause in enumerate(PAUSES, start=1):
        assert await runner(programme).settle_next()
        assert not await runner(programme).settle_next()
        assert (await told(client, clerk, path))["items"][0]["tries"] == tries
        moving(pause)
    await work_off(programme)
    found = await told(client, clerk, path)
    [row] = found["items"]
    assert (row["state"], row["problem"]["code"], row["tries"]) == ("FAILED", "kept_failing", MOST_TRIES)
    assert "再试一次" in row["problem"]["detail"]
    assert (found["failed"], found["faulted"], found["retrying"]) == (1, 1, 0)
    assert found["finished_at"] is not None
    moving(timedelta(days=1))
    assert not await runner(programme).settle_next()


async def given_up(programme: Programme, moving: Callable[[timedelta], None]) -> None:
    for pause in PAUSES:
        await work_off(programme)
        moving(pause)
    await work_off(programme)


async def test_whoever_began_it_may_have_it_tried_again(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, moving: Callable[[timedelta], None]
) -> None:
    [broken, closed] = await opened(programme, 2)
    await break_down(programme, broken)
    await programme.ask(CLOSE_TASK, CloseTask(task_id=opening(closed).task_id, reason="withdrawn"))
    path = await started(client, clerk, [broken, closed])
    await given_up(programme, moving)
    other = await programme.person("吴敏", COUNTY_OFFICE)
    assert (await client.post(f"{path}/retry", headers=other)).status_code == 404
    async with programme.service.database.transaction() as transaction:
        with pytest.raises(NotFoundError):
            await try_again(transaction, UUID(path.rpartition("/")[2]), other.person_id)
    assert (await told(client, clerk, path))["faulted"] == 1
    await mend(programme)
    again = await client.post(f"{path}/retry", headers=clerk)
    # A second click finds it waiting; what was refused is not asked again.
    assert (await client.post(f"{path}/retry", headers=clerk)).json() == again.json()
    assert [row["state"] for row in again.json()["items"]] == ["PENDING", "FAILED"]
    assert (again.status_code, again.json()["finished_at"], again.json()["retrying"]) == (202, None, 0)
    await work_off(programme)
    found = await told(client, clerk, path)
    assert [row["state"] for row in found["items"]] == ["DONE", "FAILED"]
    assert found["items"][1]["problem"]["code"] == "task_closed"
    assert (await client.post(f"{path}/retry", headers=clerk)).json() == found


async def test_who_decides_it_alone_meanwhile_ends_the_retries(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, moving: Callable[[timedelta], None]
) -> None:
    alike, otherwise = await opened(programme, 2)
    path = await started(client, clerk, [alike, otherwise])
    await break_down(programme, alike)
    assert await runner(programme).settle_next()
    await mend(programme)
    await break_down(programme, otherwise)
    assert await runner(programme).settle_next()
    await mend(programme)
    for case, verb in ((alike, "approve"), (otherwise, "return")):
        answer = await client.post(f"/tasks/{opening(case).task_id}/decision", headers=clerk, json=decision(case, verb))
        assert answer.status_code == 200
    moving(PAUSES[0])
    await work_off(programme)
    found = await told(client, clerk, path)
    assert [row["state"] for row in found["items"]] == ["DONE", "FAILED"]
    assert found["items"][1]["problem"]["code"] == "already_decided"


async def test_a_killed_process_leaves_tries_and_pauses_to_the_next(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, moving: Callable[[timedelta], None]
) -> None:
    [case] = await opened(programme, 1)
    await break_down(programme, case)
    path = await started(client, clerk, [case])
    await work_off(programme)
    await mend(programme)
    moving(PAUSES[0])
    await settle_and_die(programme)
    [row] = (await told(client, clerk, path))["items"]
    assert (row["state"], row["tries"]) == ("PENDING", 1)
    await work_off(programme)
    [row] = (await told(client, clerk, path))["items"]
    assert (row["state"], row["tries"]) == ("DONE", 1)
