"""A good sheet is taken in row by row and once, whatever happens under way."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.store.job_running import MOST_TRIES, Jobs
from chassis.store.jobs import Item, Job
from contracts.events.directory import PersonRegistered
from services.enrollment.commands.recommendation import imports
from tests.services.enrollment.programme import Programme, code
from tests.services.enrollment.recommendation.importing import GOOD, person, start, taken_in, teachers, work
from tests.services.enrollment.recommendation.test_recommend import recommended
from tests.services.enrollment.recommendation.workbooks import checked, principal, row, upload, workbook


async def test_a_good_sheet_is_taken_in_row_by_row(programme: Programme) -> None:
    names = await teachers(programme, 60)
    job = await checked(programme, workbook([row(name) for name in names]))
    assert (job["state"], job["total"], job["done"], job["may_start"]) == ("CHECKED", 60, 0, True)
    assert await work(programme) == 0, "nothing happens before it is started"
    for _ in range(2):
        assert (await start(programme, job))["state"] == "RUNNING"
    assert await work(programme) == 60
    shown = await programme.ok("GET", f"/recommendation-imports/{job['id']}", principal(programme))
    assert (shown["state"], shown["done"], shown["wrong"]) == ("DONE", 60, 0)
    assert await taken_in(programme) == names
    assert (await start(programme, job))["state"] == "DONE"
    assert await work(programme) == 0
    (listed, *_) = (await programme.ok("GET", "/recommendation-imports", principal(programme)))["items"]
    assert (listed["id"], listed["state"]) == (job["id"], "DONE")


async def test_killed_under_way_it_goes_on_and_doubles_nothing(programme: Programme) -> None:
    names = await teachers(programme, 40)
    job = await checked(programme, workbook([row(name) for name in names]))
    await start(programme, job)
    assert await work(programme, 10) == 10

    async def killed(transaction: Transaction, job: Job, item: Item) -> None:
        await imports.take_in(transaction, job, item)
        raise asyncio.CancelledError

    for _ in range(3):
        with pytest.raises(asyncio.CancelledError):
            await Jobs(programme.service.database, {imports.KIND: killed}).settle_next()
    shown = await programme.ok("GET", f"/recommendation-imports/{job['id']}", principal(programme))
    assert (shown["state"], shown["done"], shown["finished_at"]) == ("RUNNING", 10, None)
    assert len(await taken_in(programme)) == 10
    await asyncio.gather(*(work(programme) for _ in range(4)))
    assert await taken_in(programme) == names


async def test_a_faulty_job_keeps_nobody_waiting(apart: Programme, moving: Any) -> None:
    names = await teachers(apart, 3)
    older = await checked(apart, workbook([row(names[0]), row(names[1])]))
    await start(apart, older)
    newer = await checked(apart, workbook([row(names[2])]))
    await start(apart, newer)
    faulty = {await person(apart, name) for name in names[:2]}

    async def failing(transaction: Transaction, job: Job, item: Item) -> None:
        if item.subject in faulty:
            raise RuntimeError("a fault of the system")
        await imports.take_in(transaction, job, item)

    jobs = Jobs(apart.service.database, {imports.KIND: failing})
    while await jobs.settle_next():
        pass
    assert await taken_in(apart) == [names[2]], "the oldest job fails, and the next one is done all the same"
    for _ in range(MOST_TRIES):
        moving(timedelta(minutes=6))
        while await jobs.settle_next():
            pass
    path = f"/recommendation-imports/{older['id']}"
    shown = await apart.ok("GET", path, principal(apart))
    assert (shown["state"], shown["done"], shown["wrong"], shown["may_start"]) == ("DONE", 2, 2, True)
    assert [(each["row"], each["code"]) for each in shown["faults"]] == [(2, "kept_failing"), (3, "kept_failing")]
    assert (await start(apart, older))["state"] == "RUNNING"
    await work(apart)
    assert await taken_in(apart) == names
    assert (await apart.ok("GET", path, principal(apart)))["faults"] == []


async def test_what_has_changed_since_the_check_is_told_row_by_row(programme: Programme) -> None:
    names = await teachers(programme, 5)
    job = await checked(programme, workbook([row(name) for name in names]))
    await recommended(programme, teacher_id=await person(programme, names[0]))
    await programme.submitted(await person(programme, names[1]))
    other = uuid7()
    await programme.school_of(other, "文成县另一所学校")
    await programme.register(await person(programme, names[2]), names[2], other, version=2)
    await programme.hear(
        PersonRegistered(person_id=await person(programme, names[3]), name=names[3], school_id=None), version=2
    )
    await start(programme, job)
    await work(programme)
    shown = await programme.ok("GET", f"/recommendation-imports/{job['id']}", principal(programme))
    assert [(each["row"], each["code"]) for each in shown["faults"]] == [
        (2, "already_recommended"), (3, "applied_already"), (4, "teacher_elsewhere"), (5, "teacher_gone"),
    ]  # fmt: skip
    assert (shown["state"], shown["done"], shown["wrong"]) == ("DONE", 5, 4)
    assert await taken_in(programme) == [names[0], names[4]]


async def test_closed_under_way(programme: Programme) -> None:
    names = await teachers(programme, 5)
    job = await checked(programme, workbook([row(name) for name in names]))
    waiting = await checked(programme, workbook([row(name) for name in names]))
    await start(programme, job)
    await work(programme, 2)
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    await work(programme)
    shown = await programme.ok("GET", f"/recommendation-imports/{job['id']}", principal(programme))
    assert Counter(each["code"] for each in shown["faults"]) == {"round_closed": 3}
    assert await taken_in(programme) == names[:2]
    refused = await programme.call("POST", f"/recommendation-imports/{waiting['id']}/start", principal(programme))
    assert code(refused, 409) == "round_closed"
    assert code(await upload(programme, GOOD), 409) == "round_closed"


async def test_rounds_that_are_not_open(programme: Programme) -> None:
    later = uuid7()
    opens = programme.round_body(studio_ids=[str(programme.studio)], opens_at=clock.business() + timedelta(days=2))
    await programme.ok("PUT", f"/rounds/{later}", programme.city, opens)
    assert code(await upload(programme, GOOD, round_id=later), 409) == "round_not_open"
    assert code(await upload(programme, GOOD, round_id=uuid7()), 422) == "unknown_round"
    answer = await programme.client.post(
        "/recommendation-imports", headers=principal(programme), files={"file": ("a.xlsx", GOOD)}
    )
    assert code(answer, 422) == "unknown_round"
