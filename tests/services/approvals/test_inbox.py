"""Inboxes: whose they are, how they are narrowed, and that pages neither skip nor repeat."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from chassis import clock
from contracts.commands.approvals import CLOSE_TASK, OPEN_TASK, CloseTask
from tests.services.approvals.programme import (
    COUNTY_OFFICE,
    MUNICIPAL_OFFICE,
    SCHOOL_OFFICE,
    Caller,
    Programme,
    decision,
    opening,
    seconds,
)


@pytest.fixture
async def clerk(programme: Programme) -> Caller:
    return await programme.person("陈志远", COUNTY_OFFICE)


async def opened(programme: Programme, due_in: int, stage: str = "county", **changed: Any) -> str:
    case = await programme.submitted(**changed)
    await programme.ask(OPEN_TASK, opening(case, stage, deadline=seconds(due_in)))
    return case.case_no


async def numbers(client: httpx2.AsyncClient, who: Caller, query: str = "") -> list[str]:
    answer = await client.get(f"/inbox{query}", headers=who)
    assert answer.status_code == 200, answer.text
    return [row["case_no"] for row in answer.json()["items"]]


async def test_all_offices_are_merged_by_what_is_due_first(programme: Programme, client: httpx2.AsyncClient) -> None:
    both = await programme.person("陈志远", COUNTY_OFFICE, SCHOOL_OFFICE)
    first = await opened(programme, 100)
    last = await opened(programme, 300)
    between = await opened(programme, 200, "school")
    await opened(programme, 50, "municipal")
    assert await numbers(client, both) == [first, between, last]


async def test_pages_neither_skip_nor_repeat(programme: Programme, client: httpx2.AsyncClient) -> None:
    both = await programme.person("陈志远", COUNTY_OFFICE, SCHOOL_OFFICE)
    # Of the same deadline, so that only the id tells them apart.
    made = [await programme.submitted() for _ in range(7)]
    for at, case in enumerate(made):
        await programme.ask(OPEN_TASK, opening(case, "county" if at % 2 else "school", deadline=seconds(60)))
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(text("UPDATE tasks SET due_at = (SELECT max(due_at) FROM tasks)"))
    page = (await client.get("/inbox?limit=3", headers=both)).json()
    seen = [row["case_no"] for row in page["items"]]
    # What is opened or goes away meanwhile moves nobody's page.
    late = await opened(programme, 600)
    early = await opened(programme, 1)
    gone = next(case for case in made if case.case_no == seen[0])
    stage = "county" if made.index(gone) % 2 else "school"
    await programme.ask(CLOSE_TASK, CloseTask(task_id=opening(gone, stage).task_id, reason="withdrawn"))
    while page["next"]:
        page = (await client.get("/inbox", params={"limit": 3, "after": page["next"]}, headers=both)).json()
        seen += [row["case_no"] for row in page["items"]]
    assert len(seen) == len(set(seen))
    assert set(seen) == {case.case_no for case in made} | {late}
    assert early not in seen


@pytest.mark.parametrize("after", ["x", "eA==", "MjAyMS0xMS0wMS8x", "2021"])
async def test_a_made_up_page_position_is_refused(client: httpx2.AsyncClient, clerk: Caller, after: str) -> None:
    answer = await client.get("/inbox", params={"after": after}, headers=clerk)
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


async def test_urgencies_are_counted_and_chosen(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, moving: Any
) -> None:
    overdue = await opened(programme, 1)
    later = await opened(programme, 30 * 24 * 3600)
    moving(timedelta(seconds=2))
    assert await numbers(client, clerk, "?urgency=overdue") == [overdue]
    assert await numbers(client, clerk, "?urgency=later") == [later]
    counts = (await client.get("/inbox?urgency=later", headers=clerk)).json()["counts"]
    assert counts == {"overdue": 1, "today": 0, "week": 0, "later": 1, "total": 2, "capped": False}
    assert (await client.get("/summary", headers=clerk)).json()["waiting"] == counts


async def test_filters_narrow_rows_and_counts(programme: Programme, client: httpx2.AsyncClient) -> None:
    city = await programme.person("方圆", MUNICIPAL_OFFICE)
    here = await programme.submitted()
    for made in (here, await programme.submitted(county="330329", applicant_name="季·米热", title="申请")):
        await programme.ask(OPEN_TASK, opening(made, "municipal"))
    for query in (
        f"?studio_id={here.studio_id}",
        f"?county={here.county}",
        "?q=周晓",
        f"?q={here.case_no}&stage=municipal",
    ):
        answer = (await client.get(f"/inbox{query}", headers=city)).json()
        assert [row["case_no"] for row in answer["items"]] == [here.case_no], query
        assert answer["counts"]["total"] == 1, query
    assert await numbers(client, city, "?stage=county") == []


async def test_a_proxy_shows_what_it_covers_and_nothing_after_its_end(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, moving: Any
) -> None:
    deputy = await programme.person("吴敏", SCHOOL_OFFICE)
    proxy = await programme.proxy(clerk, deputy, COUNTY_OFFICE)
    county, school = await opened(programme, 100), await opened(programme, 200, "school")
    assert await numbers(client, deputy) == [county, school]
    assert await numbers(client, deputy, f"?proxy={proxy}") == [county]
    moving(timedelta(days=2))
    assert await numbers(client, deputy) == [school]


async def test_a_deputy_of_somebody_who_left_holds_nothing(
    programme: Programme, client: httpx2.AsyncClient, moving: Any
) -> None:
    leaving = await programme.person("陈志远", COUNTY_OFFICE, until=clock.business() + timedelta(hours=1))
    deputy = await programme.person("吴敏")
    await programme.proxy(leaving, deputy, COUNTY_OFFICE)
    case = await opened(programme, 100)
    assert await numbers(client, deputy) == [case]
    moving(timedelta(hours=2))
    assert await numbers(client, deputy) == []


async def test_what_one_started_says_where_it_stands(programme: Programme, client: httpx2.AsyncClient) -> None:
    await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted()
    applicant = Caller(programme.signed_in(case.applicant_id, name=case.applicant_name), case.applicant_id, "周晓燕")
    await programme.ask(OPEN_TASK, opening(case))
    answer = (await client.get("/inbox?box=started", headers=applicant)).json()
    [row] = answer["items"]
    assert (row["state"], row["here"][0]["office_name"], row["here"][0]["stage"]) == (
        "SUBMITTED",
        "文成县名师办",
        "county",
    )
    assert answer["counts"]["total"] == 1
    assert (await client.get("/summary", headers=applicant)).json()["started"] == [row]


async def test_counts_stop_at_a_thousand(programme: Programme, client: httpx2.AsyncClient, clerk: Caller) -> None:
    await opened(programme, 3600)
    copy = """
        INSERT INTO tasks (task_id, case_id, kind, stage, turn, seat, office_key, revision, content_hash, planned, opened_at,
                           due_at, next_reminder_at)
        SELECT gen_random_uuid(), case_id, kind, stage, n, 0, office_key, revision, content_hash, planned, opened_at,
               due_at + n * interval '10 days', next_reminder_at FROM tasks, generate_series(1, 1200) n
    """
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(text(copy))
    counts = (await client.get("/inbox", headers=clerk)).json()["counts"]
    assert (counts["later"], counts["total"], counts["capped"]) == (1000, 1000, True)


async def test_deciding_one_shows_in_done_newest_first(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller
) -> None:
    made = [await programme.submitted() for _ in range(3)]
    for case in made:
        await programme.ask(OPEN_TASK, opening(case))
        path = f"/tasks/{opening(case).task_id}/decision"
        assert (await client.post(path, headers=clerk, json=decision(case))).status_code == 200
    first = (await client.get("/inbox?box=done&limit=2", headers=clerk)).json()
    rest = (await client.get("/inbox", params={"box": "done", "after": first["next"]}, headers=clerk)).json()
    seen = [row["case_no"] for row in first["items"] + rest["items"]]
    assert seen == [case.case_no for case in reversed(made)]
    assert first["counts"]["total"] == 3
