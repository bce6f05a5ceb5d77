"""Cases: who may see them, what their page shows, how they are found."""

import httpx2
import pytest

from contracts.commands.approvals import OPEN_TASK
from contracts.offices import CITY, Office, Role
from tests.services.approvals.programme import (
    COUNTY,
    COUNTY_OFFICE,
    HR_DIVISION,
    LONG_AGO,
    MUNICIPAL_OFFICE,
    SCHOOL_OFFICE,
    Caller,
    Programme,
    by_applicant,
    decision,
    opening,
)


async def found(client: httpx2.AsyncClient, who: Caller, q: str) -> list[str]:
    answer = await client.get("/cases", params={"q": q}, headers=who)
    assert answer.status_code == 200, answer.text
    assert answer.json()["count"] == len(answer.json()["items"])
    return [row["case_no"] for row in answer.json()["items"]]


@pytest.mark.parametrize(
    ("office", "sees"),
    [
        (COUNTY_OFFICE, True),
        (MUNICIPAL_OFFICE, True),
        (HR_DIVISION, True),
        (Office(role=Role.CHIEF_LEAD, scope=CITY), True),
        (Office(role=Role.COUNTY_LEAD, scope=COUNTY), True),
        (Office(role=Role.COUNTY_LEAD, scope="330329"), False),
        (Office(role=Role.COUNTY_OFFICE, scope="330329"), False),
        # On the plan, but the case never lay there.
        (SCHOOL_OFFICE, False),
        (Office(role=Role.ADMINISTRATOR, scope=CITY), False),
    ],
)
async def test_who_may_see_a_case(programme: Programme, client: httpx2.AsyncClient, office: Office, sees: bool) -> None:
    reader = await programme.person("读者", office)
    case = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(case))
    for path in (f"/cases/{case.case_id}", f"/cases/{case.case_id}/sheet"):
        assert (await client.get(path, headers=reader)).status_code == (200 if sees else 404), path
    assert await found(client, reader, case.case_no) == ([case.case_no] if sees else [])


async def test_the_applicant_sees_their_own(programme: Programme, client: httpx2.AsyncClient) -> None:
    case = await programme.submitted()
    applicant = Caller(programme.signed_in(case.applicant_id, name="周晓燕"), case.applicant_id, "周晓燕")
    assert (await client.get(f"/cases/{case.case_id}", headers=applicant)).status_code == 200
    assert await found(client, applicant, "周晓燕") == [case.case_no]


async def test_the_page_shows_the_path_the_log_and_what_comes_next(
    programme: Programme, client: httpx2.AsyncClient
) -> None:
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    await programme.person("方圆", MUNICIPAL_OFFICE)
    case = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(case))
    shown = (await client.get(f"/cases/{case.case_id}", headers=clerk)).json()
    assert (shown["here"][0]["stage"], shown["next"]["office_names"]) == ("county", ["市名师办"])
    assert [(stage["stage"], stage["offices"][0]["holders"]) for stage in shown["plan"]["stages"]] == [
        ("school", []),
        ("county", ["陈志远"]),
        ("municipal", ["方圆"]),
    ]
    [task] = shown["open_tasks"]
    assert task["may_decide"] is True
    await client.post(f"/tasks/{opening(case).task_id}/decision", headers=clerk, json=decision(case, "return"))
    await programme.tell(case, "RETURNED", 2, by_run=True, until=LONG_AGO)
    shown = (await client.get(f"/cases/{case.case_id}", headers=clerk)).json()
    assert (shown["open_tasks"], shown["here"], shown["next"], shown["state"]) == ([], [], None, "RETURNED")
    assert [(entry["seq"], entry["verb"]) for entry in shown["log"]] == [(1, "submit"), (2, "open"), (3, "return")]
    assert shown["log"][2]["opinion"] == "请补充任教学科"


async def test_the_state_never_goes_back(programme: Programme, client: httpx2.AsyncClient) -> None:
    reader = await programme.person("方圆", MUNICIPAL_OFFICE)
    case = await programme.submitted()
    withdrawn = {"finished": True, "cause": "withdrawn", "deed": by_applicant(case, "withdraw")}
    await programme.tell(case, "WITHDRAWN", 3, **withdrawn)
    await programme.tell(case, "RECOMMENDED", 2, by_run=True)
    shown = (await client.get(f"/cases/{case.case_id}", headers=reader)).json()
    assert shown["state"] == "WITHDRAWN"
    assert [entry["verb"] for entry in shown["log"]] == ["submit", "withdraw"]


async def test_names_are_found_by_any_two_characters(programme: Programme, client: httpx2.AsyncClient) -> None:
    reader = await programme.person("方圆", MUNICIPAL_OFFICE)
    rare = await programme.submitted(applicant_name="𠮷野华", studio_name="阿依古丽·买买提工作室", title="申请")
    other = await programme.submitted(
        applicant_name="李华", studio_name="王工作室", title="申请", school_name="Ｎo.１中学"
    )
    for q in ("𠮷野", "𠮷", "野华", "古丽·买", "𠮷野华 阿依"):
        assert await found(client, reader, q) == [rare.case_no], q
    assert await found(client, reader, "李华") == [other.case_no]
    # Full-width or not, capital or not.
    assert await found(client, reader, "no.１中") == [other.case_no]
    assert await found(client, reader, other.case_no.lower()) == [other.case_no]
    assert set(await found(client, reader, "华")) == {rare.case_no, other.case_no}
    # Both pairs occur, the word does not.
    assert await found(client, reader, "李华李") == []
    for odd in ("'", "\\", "a'b\\ & | !:*", "<script>", "%", "李" * 60):
        assert await found(client, reader, odd) == []


@pytest.mark.parametrize("q", ["", " ", "李\0", "李" * 61])
async def test_a_search_for_nothing_or_too_much_is_refused(
    programme: Programme, client: httpx2.AsyncClient, q: str
) -> None:
    reader = await programme.person("方圆", MUNICIPAL_OFFICE)
    assert (await client.get("/cases", params={"q": q}, headers=reader)).status_code == 422


async def test_search_pages(programme: Programme, client: httpx2.AsyncClient) -> None:
    reader = await programme.person("方圆", MUNICIPAL_OFFICE)
    made = [(await programme.submitted()).case_no for _ in range(5)]
    seen: list[str] = []
    after = ""
    while after is not None:
        params = {"q": "周晓", "limit": 2} | ({"after": after} if after else {})
        page = (await client.get("/cases", params=params, headers=reader)).json()
        seen += [row["case_no"] for row in page["items"]]
        after = page["next"]
    assert seen == made[::-1]
