"""What workflows ask for: opening, reminders, escalation, closing; in every order of card and task."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from chassis.store.tables import outbox
from contracts.cases import PlannedStage
from contracts.commands.approvals import (
    CLOSE_TASK,
    ESCALATE,
    MARK_OVERTAKEN,
    OPEN_TASK,
    REMIND,
    CloseTask,
    Escalate,
    MarkOvertaken,
    OpenTask,
    Remind,
)
from contracts.commands.command import Refusal
from contracts.offices import Office
from services.approvals.audit.verify import verify_one
from tests.services.approvals.programme import (
    COUNTY_OFFICE,
    MUNICIPAL_OFFICE,
    Programme,
    card,
    decision,
    opening,
    seconds,
)


async def opened_events(programme: Programme) -> int:
    async with programme.service.database.reading() as connection:
        said = await connection.execute(select(outbox.c.id).where(outbox.c.type == "approvals.task.opened"))
    return len(said.all())


async def test_a_task_says_when_it_will_ask_again(programme: Programme) -> None:
    case = await programme.submitted()
    times = await programme.ask(OPEN_TASK, opening(case, deadline=seconds(60), remind_after=seconds(20)))
    assert (round(times.due_in), round(times.remind_in)) == (60, 20)


async def test_opening_again_changes_nothing(programme: Programme) -> None:
    case = await programme.submitted()
    first = await programme.ask(OPEN_TASK, opening(case))
    again = await programme.ask(OPEN_TASK, opening(case, deadline=seconds(1)))
    assert again.due_at == first.due_at
    assert await opened_events(programme) == 1


async def test_the_task_may_come_before_its_card(programme: Programme, client: httpx2.AsyncClient) -> None:
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = card()
    await programme.ask(OPEN_TASK, opening(case))
    assert (await client.get("/inbox", headers=clerk)).json()["items"] == []
    assert (await client.get(f"/tasks/{opening(case).task_id}", headers=clerk)).status_code == 404
    assert await opened_events(programme) == 0
    await programme.submit(case)
    assert await opened_events(programme) == 1
    [row] = (await client.get("/inbox", headers=clerk)).json()["items"]
    assert (row["case_no"], row["may_decide"]) == (case.case_no, True)
    assert (await verify_one(programme.service.database, case.case_no)).sound


async def test_a_new_revision_may_come_after_its_task(programme: Programme, client: httpx2.AsyncClient) -> None:
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted()
    corrected = case.model_copy(update={"revision": 2, "content_hash": "2" * 64})
    await programme.ask(OPEN_TASK, opening(corrected, turn=2))
    path = f"/tasks/{opening(corrected, turn=2).task_id}/decision"
    early = await client.post(path, headers=clerk, json=decision(corrected))
    assert (early.status_code, early.json()["code"]) == (409, "stale_revision")
    await programme.resubmit(corrected, version=2)
    assert (await client.post(path, headers=clerk, json=decision(corrected))).status_code == 200


async def test_an_older_card_never_replaces_a_newer_one(programme: Programme, client: httpx2.AsyncClient) -> None:
    hr = await programme.person("方圆", MUNICIPAL_OFFICE)
    case = card()
    newer = case.model_copy(update={"revision": 2, "content_hash": "2" * 64, "title": "新题目"})
    await programme.resubmit(newer, version=5)
    await programme.submit(case, version=1)
    shown = (await client.get(f"/cases/{case.case_id}", headers=hr)).json()
    assert (shown["card"]["revision"], shown["card"]["title"], shown["state"]) == (2, "新题目", "RECOMMENDED")
    assert [entry["verb"] for entry in shown["log"]] == ["resubmit", "submit"]


async def test_reminders_wait_for_their_time_and_count(
    programme: Programme, client: httpx2.AsyncClient, moving: Any
) -> None:
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted()
    asked = opening(case, remind_after=seconds(60), remind_every=seconds(30))
    await programme.ask(OPEN_TASK, asked)
    early = await programme.ask(REMIND, Remind(task_id=asked.task_id))
    assert isinstance(early, Refusal)
    assert (early.code, round(early.retry_in or 0)) == ("not_yet", 60)
    moving(timedelta(seconds=60))
    first = await programme.ask(REMIND, Remind(task_id=asked.task_id))
    assert (first.count, round(first.next_in)) == (1, 30)
    assert (await programme.ask(REMIND, Remind(task_id=asked.task_id))).code == "not_yet"
    moving(timedelta(seconds=30))
    assert (await programme.ask(REMIND, Remind(task_id=asked.task_id))).count == 2
    summary = (await client.get("/summary", headers=clerk)).json()
    assert [(row["case_no"], row["count"]) for row in summary["reminders"]] == [(case.case_no, 2)]
    assert summary["unread"] == 1


async def test_what_is_late_is_shown_above_and_decided_below(
    programme: Programme, client: httpx2.AsyncClient, moving: Any
) -> None:
    above = await programme.person("方圆", MUNICIPAL_OFFICE)
    case = await programme.submitted()
    asked = opening(case, deadline=seconds(60))
    await programme.ask(OPEN_TASK, asked)
    assert (await programme.ask(ESCALATE, Escalate(task_id=asked.task_id))).code == "not_yet"
    assert (await client.get("/inbox?box=shown", headers=above)).json()["items"] == []
    moving(timedelta(seconds=61))
    for _ in range(2):
        assert not isinstance(await programme.ask(ESCALATE, Escalate(task_id=asked.task_id)), Refusal)
    [row] = (await client.get("/inbox?box=shown&urgency=overdue", headers=above)).json()["items"]
    assert (row["escalated"], row["may_decide"], row["urgency"]) == (True, False, "overdue")
    assert (await client.get("/inbox", headers=above)).json()["items"] == []


@pytest.mark.parametrize("command", [(REMIND, Remind), (ESCALATE, Escalate)])
async def test_a_task_that_ended_is_not_urged(programme: Programme, command: Any, moving: Any) -> None:
    case = await programme.submitted()
    asked = opening(case, deadline=seconds(1), remind_after=seconds(1))
    await programme.ask(OPEN_TASK, asked)
    await programme.ask(CLOSE_TASK, CloseTask(task_id=asked.task_id, reason="withdrawn"))
    moving(timedelta(seconds=2))
    assert (await programme.ask(command[0], command[1](task_id=asked.task_id))).code == "ended"


async def test_closing_twice_or_what_is_not_there_is_well(programme: Programme) -> None:
    case = await programme.submitted()
    assert (await programme.ask(CLOSE_TASK, CloseTask(task_id=opening(case).task_id, reason="lapsed"))).decision is None
    await programme.ask(OPEN_TASK, opening(case))
    for _ in range(2):
        ended = await programme.ask(CLOSE_TASK, CloseTask(task_id=opening(case).task_id, reason="lapsed"))
        assert ended.decision is None


async def test_a_decision_nobody_took_cannot_be_overtaken(programme: Programme) -> None:
    case = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(case))
    for task_id in (opening(case).task_id, case.case_id):
        asked = MarkOvertaken(task_id=task_id, decision_id=case.case_id, reason="withdrawn")
        assert (await programme.ask(MARK_OVERTAKEN, asked)).code == "no_such_decision"


async def test_versions_of_a_case_rise_with_its_events(programme: Programme) -> None:
    case = await programme.submitted()
    for turn in (1, 2):
        await programme.ask(OPEN_TASK, opening(case, turn=turn))
        await programme.ask(CLOSE_TASK, CloseTask(task_id=opening(case, turn=turn).task_id, reason="restarted"))
    async with programme.service.database.reading() as connection:
        versions = (await connection.execute(select(outbox.c.aggregate_version).order_by(outbox.c.seq))).scalars().all()
    assert list(versions) == sorted(set(versions))
    assert len(versions) == 4


async def test_a_task_that_is_there_for_another_revision_is_not_that_task(programme: Programme) -> None:
    case = await programme.submitted()
    asked = opening(case)
    assert not isinstance(await programme.ask(OPEN_TASK, asked), Refusal)
    assert not isinstance(await programme.ask(OPEN_TASK, asked), Refusal)
    for other in (
        asked.model_copy(update={"revision": 2}),
        asked.model_copy(update={"turn": 1, "stage": _elsewhere(asked)}),
    ):
        answer = await programme.ask(OPEN_TASK, other)
        assert isinstance(answer, Refusal)
        assert answer.code == "ended"


def _elsewhere(asked: OpenTask) -> PlannedStage:
    return asked.stage.model_copy(update={"offices": (Office(role="county_office", scope="330329"),)})
