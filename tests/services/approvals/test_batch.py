"""Batches: a preview that tells, a job that carries on where it stopped."""

import asyncio
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import func, select

from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.store.job_running import Jobs
from chassis.store.jobs import Item, Job
from chassis.store.tables import outbox
from contracts.cases import CaseCard
from contracts.commands.approvals import OPEN_TASK
from contracts.rules import FOUR_ATTESTATIONS
from services.approvals.commands.batch import KIND, decide_one
from services.approvals.models import LogEntry
from tests.services.approvals.programme import COUNTY_OFFICE, Caller, Programme, decision, opening


@pytest.fixture
async def clerk(programme: Programme) -> Caller:
    return await programme.person("陈志远", COUNTY_OFFICE)


async def opened(programme: Programme, number: int, **changed: Any) -> list[CaseCard]:
    made = [await programme.submitted(**changed) for _ in range(number)]
    for case in made:
        await programme.ask(OPEN_TASK, opening(case))
    return made


def batch(cases: list[CaseCard], **changed: Any) -> dict[str, Any]:
    tasks = {str(opening(case).task_id): case.revision for case in cases}
    body = {"task_ids": list(tasks), "revisions": tasks, "verb": "approve", "attestations": list(FOUR_ATTESTATIONS)}
    return body | changed


def runner(programme: Programme) -> Jobs:
    return Jobs(programme.service.database, {KIND: decide_one})


async def work_off(programme: Programme) -> None:
    while await runner(programme).settle_next():
        pass


async def settle_and_die(programme: Programme) -> None:
    async def die(transaction: Transaction, job: Job, item: Item) -> None:
        await decide_one(transaction, job, item)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Jobs(programme.service.database, {KIND: die}).settle_next()


async def test_a_preview_says_which_may_go_together(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller
) -> None:
    [good] = await opened(programme, 1)
    [own] = await opened(programme, 1, parties=(clerk.person_id,))
    unknown = uuid7()
    body = batch([good, own])
    asked = {key: value for key, value in body.items() if key != "revisions"}
    asked["task_ids"] = [*asked["task_ids"], str(unknown)]
    answer = await client.post("/batches/preview", headers={**clerk, "Accept-Language": "en"}, json=asked)
    rows = answer.json()
    assert [(row["ok"], row["case_no"], row["problem"] and row["problem"]["code"]) for row in rows] == [
        (True, good.case_no, None),
        (False, own.case_no, "own_case"),
        (False, None, "not_found"),
    ]
    assert rows[0]["revision"] == 1
    assert rows[1]["problem"]["detail"].startswith("You are a party")


async def test_a_job_gives_a_result_for_each_task(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller
) -> None:
    good = await opened(programme, 2)
    [own] = await opened(programme, 1, parties=(clerk.person_id,))
    [changed] = await opened(programme, 1)
    body = batch([*good, own, changed])
    body["revisions"][str(opening(changed).task_id)] = 7
    path = f"/batches/{uuid7()}"
    started = (await client.put(path, headers=clerk, json=body)).json()
    assert (started["total"], started["done"], started["finished_at"]) == (4, 0, None)
    loop = asyncio.create_task(runner(programme).run())
    async with asyncio.timeout(10):
        while (told := (await client.get(path, headers=clerk)).json())["finished_at"] is None:
            await asyncio.sleep(0.02)
    loop.cancel()
    assert (told["done"], told["failed"]) == (2, 2)
    assert [(row["state"], row["problem"] and row["problem"]["code"]) for row in told["items"]] == [
        ("DONE", None),
        ("DONE", None),
        ("FAILED", "own_case"),
        ("FAILED", "stale_revision"),
    ]


async def test_a_job_tells_nothing_of_what_its_asker_may_not_see(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller
) -> None:
    """Ids of tasks can be known; what they are about is not for everybody, before the job is done or after."""
    [case] = await opened(programme, 1)
    stranger, path = await programme.person("过路人"), f"/batches/{uuid7()}"
    told = [(await client.put(path, headers=stranger, json=batch([case]))).json()]
    await work_off(programme)
    told.append((await client.get(path, headers=stranger)).json())
    assert [(row["case_no"], row["title"]) for each in told for row in each["items"]] == [(None, None)] * 2
    assert told[1]["items"][0]["problem"]["code"] == "not_found"
    own = (await client.put(f"/batches/{uuid7()}", headers=clerk, json=batch([case]))).json()
    assert [(row["case_no"], row["title"]) for row in own["items"]] == [(case.case_no, case.title)]


async def test_a_job_carries_on_after_a_restart_and_doubles_nothing(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller
) -> None:
    cases = await opened(programme, 5)
    path = f"/batches/{uuid7()}"
    await client.put(path, headers=clerk, json=batch(cases))
    assert await runner(programme).settle_next()
    # Killed with the second decision made and not committed.
    await settle_and_die(programme)
    assert (await client.get(path, headers=clerk)).json()["done"] == 1
    # The same request again, as a client does that never got its answer.
    assert (await client.put(path, headers=clerk, json=batch(cases))).json()["done"] == 1
    await asyncio.gather(*(work_off(programme) for _ in range(2)))
    told = (await client.get(path, headers=clerk)).json()
    assert (told["done"], told["failed"]) == (5, 0)
    async with programme.service.database.reading() as connection:
        decided = select(func.count()).where(LogEntry.verb == "approve")
        said = select(func.count()).where(outbox.c.type == "approvals.decision.recorded")
        assert (await connection.scalar(decided), await connection.scalar(said)) == (5, 5)


async def test_whatever_was_decided_meanwhile_is_told(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller
) -> None:
    [case] = await opened(programme, 1)
    path = f"/batches/{uuid7()}"
    await client.put(path, headers=clerk, json=batch([case]))
    other = await programme.person("吴敏", COUNTY_OFFICE)
    await client.post(f"/tasks/{opening(case).task_id}/decision", headers=other, json=decision(case, "return"))
    await work_off(programme)
    [row] = (await client.get(path, headers=clerk)).json()["items"]
    assert (row["state"], row["problem"]["code"]) == ("FAILED", "already_decided")
    assert "吴敏" in row["problem"]["detail"]


async def test_an_id_is_for_one_job(programme: Programme, client: httpx2.AsyncClient, clerk: Caller) -> None:
    cases = await opened(programme, 2)
    path = f"/batches/{uuid7()}"
    await client.put(path, headers=clerk, json=batch(cases))
    other = await programme.person("吴敏", COUNTY_OFFICE)
    for who, body in ((clerk, batch(cases[:1])), (clerk, batch(cases, opinion="同意")), (other, batch(cases))):
        answer = await client.put(path, headers=who, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "job_exists")
    assert (await client.get(path, headers=other)).status_code == 404


@pytest.mark.parametrize("wrong", [{"task_ids": []}, {"revisions": {}}, {"verb": "waive"}, {"opinion": "字" * 2001}])
async def test_a_malformed_job_is_refused(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, wrong: dict[str, Any]
) -> None:
    cases = await opened(programme, 1)
    answer = await client.put(f"/batches/{UUID(int=1)}", headers=clerk, json=batch(cases, **wrong))
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"verb": "return", "opinion": " "}, "opinion"), ({"attestations": ["ethics"]}, "attestations")],
)
async def test_what_all_rows_lack_is_told_once_and_nothing_starts(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, wrong: dict[str, Any], field: str
) -> None:
    cases = await opened(programme, 2)
    path = f"/batches/{uuid7()}"
    answer = await client.put(path, headers=clerk, json=batch(cases, **wrong))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert (await client.get(path, headers=clerk)).status_code == 404
