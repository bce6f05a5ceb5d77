"""Where things stand: how long they lie at which stage and office, for those who look after a county or the city."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from contracts.commands.approvals import OPEN_TASK
from contracts.offices import Office, Role
from tests.services.approvals.programme import (
    COUNTY,
    COUNTY_OFFICE,
    HR_DIVISION,
    SCHOOL_OFFICE,
    Programme,
    decision,
    opening,
    seconds,
)

HOUR = 3600


async def asked(client: httpx2.AsyncClient, who: dict[str, str]) -> dict[str, Any]:
    answer = await client.get("/standing", headers=who)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_waiting_and_decided_tasks_are_counted_by_stage_and_office(
    programme: Programme, client: httpx2.AsyncClient, moving: Any
) -> None:
    hr = await programme.person("章明远", HR_DIVISION)
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    assert await asked(client, hr) == {"stages": [], "offices": [], "oldest": [], "lately": 30}
    first, second, third = [await programme.submitted() for _ in range(3)]
    await programme.ask(OPEN_TASK, opening(first, deadline=seconds(HOUR)))
    moving(timedelta(hours=2))
    await programme.ask(OPEN_TASK, opening(second, deadline=seconds(10 * HOUR)))
    await programme.ask(OPEN_TASK, opening(third, "school", deadline=seconds(10 * HOUR)))
    moving(timedelta(hours=5))
    answer = await client.post(
        f"/tasks/{opening(second).task_id}/decision", json=decision(second), headers=clerk | {"Idempotency-Key": "1"}
    )
    assert answer.status_code == 200, answer.text

    found = await asked(client, hr)
    stages = {row["stage"]: row for row in found["stages"]}
    county = stages["county"]
    assert (county["open"], county["overdue"], county["decided"]) == (1, 1, 1)
    assert (county["longest"] // HOUR, county["usual"] // HOUR) == (7, 5)
    school = stages["school"]
    assert (school["open"], school["overdue"], school["decided"], school["usual"]) == (1, 0, 0, None)
    assert [(row["office_name"], row["longest"] // HOUR) for row in found["offices"]] == [
        ("文成县名师办", 7),
        (SCHOOL_OFFICE.key, 5),
    ]
    assert [row["case_no"] for row in found["oldest"]] == [first.case_no, third.case_no]
    assert found["oldest"][0]["urgency"] == "overdue"


async def test_ten_at_most_and_the_longest_first(programme: Programme, client: httpx2.AsyncClient) -> None:
    hr = await programme.person("章明远", HR_DIVISION)
    made = [await programme.submitted() for _ in range(12)]
    for case in made:
        await programme.ask(OPEN_TASK, opening(case))
    found = await asked(client, hr)
    assert [row["case_no"] for row in found["oldest"]] == [case.case_no for case in made[:10]]
    assert found["stages"][0]["open"] == 12


async def test_a_county_counts_its_own(programme: Programme, client: httpx2.AsyncClient) -> None:
    lead = await programme.person("周若谷", Office(role=Role.COUNTY_LEAD, scope=COUNTY))
    other = await programme.person("蓝亦安", Office(role=Role.COUNTY_LEAD, scope="330329"))
    case = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(case))
    assert [row["case_no"] for row in (await asked(client, lead))["oldest"]] == [case.case_no]
    assert await asked(client, other) == {"stages": [], "offices": [], "oldest": [], "lately": 30}


@pytest.mark.parametrize("office", [SCHOOL_OFFICE, Office(role=Role.ADMINISTRATOR, scope="city"), None])
async def test_who_looks_after_neither_is_refused(
    programme: Programme, client: httpx2.AsyncClient, office: Office | None
) -> None:
    who = await programme.person("郑校长", *((office,) if office else ()))
    answer = await client.get("/standing", headers=who)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_overseeing")
