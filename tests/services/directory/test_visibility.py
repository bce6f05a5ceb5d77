"""Lists, and who sees whom: what a person may not see is not there."""

from typing import Any

import httpx2
import pytest

from chassis.ids import uuid7
from tests.services.directory.conftest import Import, Row, SignIn, holds, person, school

Headers = dict[str, str]
World = dict[str, Row]


@pytest.fixture
async def world(bring_in: Import) -> World:
    """Two counties with a school each; offices of city and county; a teacher everywhere."""
    here, there = school(), school("永嘉县枫湾小学", "330324", school_levels=["小学", "初中"])
    rows = {
        "teacher": person("周雨晴", "teacher", phone="19000000101", school_id=here["id"]),
        "colleague": person("蓝欣悦", "colleague", phone="19000000102", school_id=here["id"]),
        "stranger": person("徐望川", "stranger", phone="19000000103", school_id=there["id"]),
        "principal": person("赵一平", "principal", phone="19000000104", school_id=here["id"]),
        "county": person("刘淑贞", "county", phone="19000000105"),
        "lead": person("周若谷", "lead", phone="19000000106"),
        "city": person("潘文静", "city", phone="19000000107"),
        "hr": person("周敏", "hr", phone="19000000108"),
        "keeper": person("何芸", "keeper", phone="19000000109", school_id=here["id"]),
    }
    answer = await bring_in(
        counties=[
            {"code": "330328", "name": "文成县", "listed_from": "2021-10-29"},
            {"code": "330326", "name": "平阳县", "listed_from": "2021-10-29", "listed_until": "2024-08-31"},
        ],
        schools=[here, there],
        people=list(rows.values()),
        assignments=[
            holds(rows["principal"], "trainee_school", here["id"], office_name="文成县云溪实验小学"),
            holds(rows["county"], "county_office", "330328", office_name="文成县名师办"),
            holds(rows["lead"], "county_lead", "330328"),
            holds(rows["city"], "municipal_office", "city"),
            holds(rows["hr"], "municipal_hr_division", "city"),
            holds(rows["keeper"], "fund_custodian_school", here["id"]),
        ],
    )
    assert answer.status_code == 200, answer.text
    return rows | {"here": here, "there": there}


async def names(client: httpx2.AsyncClient, headers: Headers) -> set[str]:
    return {item["name"] for item in (await client.get("/people", headers=headers)).json()["items"]}


OFFICIALS = {"赵一平", "刘淑贞", "周若谷", "潘文静", "周敏", "何芸", "系统管理员"}


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("teacher", {"周雨晴", "蓝欣悦"} | OFFICIALS),
        ("stranger", {"徐望川"} | OFFICIALS),
        ("county", {"周雨晴", "蓝欣悦"} | OFFICIALS),
        ("lead", {"周雨晴", "蓝欣悦"} | OFFICIALS),
        ("city", {"周雨晴", "蓝欣悦", "徐望川"} | OFFICIALS),
    ],
)
async def test_whom_people_see(
    client: httpx2.AsyncClient, world: World, sign_in: SignIn, login: str, seen: set[str]
) -> None:
    assert await names(client, await sign_in(login)) == seen


async def test_people_of_a_school_and_of_a_county(client: httpx2.AsyncClient, world: World, sign_in: SignIn) -> None:
    headers = await sign_in("city")
    for asked, seen in (
        ({"school_id": world["here"]["id"]}, {"周雨晴", "蓝欣悦", "赵一平", "何芸"}),
        ({"county": "330324"}, {"徐望川"}),
        ({"county": "330328", "q": "周"}, {"周雨晴"}),
    ):
        found = await client.get("/people", params=asked, headers=headers)
        assert {item["name"] for item in found.json()["items"]} == seen
    # What is narrowed to another place shows nobody who could not be seen there before.
    elsewhere = {"school_id": world["there"]["id"]}
    found = await client.get("/people", params=elsewhere, headers=await sign_in("teacher"))
    assert found.json()["items"] == []


@pytest.mark.parametrize(
    ("login", "phones"),
    [
        ("teacher", {"teacher": "19000000101", "colleague": None, "principal": None, "county": None, "stranger": 404}),
        ("principal", {"teacher": "19000000101", "county": "19000000105", "city": "19000000107", "stranger": 404}),
        ("county", {"teacher": "19000000101", "principal": "19000000104", "lead": "19000000106", "stranger": 404}),
        ("lead", {"teacher": None, "principal": None, "county": None, "lead": "19000000106", "stranger": 404}),
        ("city", {"teacher": "19000000101", "stranger": "19000000103", "county": "19000000105"}),
        # They read cases where applicants' numbers are masked, or none at all: nothing to call about.
        ("hr", {"teacher": None, "principal": None, "county": None, "hr": "19000000108"}),
        ("admin", {"teacher": None, "county": None, "city": None}),
        ("keeper", {"teacher": None, "principal": None, "county": None, "keeper": "19000000109"}),
    ],
)
async def test_whose_phone_people_see(
    client: httpx2.AsyncClient, world: World, sign_in: SignIn, login: str, phones: dict[str, Any]
) -> None:
    headers = await sign_in(login)
    for somebody, expected in phones.items():
        answer = await client.get(f"/people/{world[somebody]['id']}", headers=headers)
        assert (answer.json()["phone"] if answer.status_code == 200 else answer.status_code) == expected, somebody
    assert (await client.get(f"/people/{uuid7()}", headers=headers)).status_code == 404


async def test_offices_and_their_holders(client: httpx2.AsyncClient, world: World, sign_in: SignIn) -> None:
    async def phones(login: str) -> dict[str, str | None]:
        items = (await client.get("/offices", headers=await sign_in(login))).json()["items"]
        return {item["key"]: item["holders"][0]["phone"] for item in items}

    school_key = f"trainee_school:{world['here']['id']}"
    as_teacher = await phones("teacher")
    assert set(as_teacher) == {
        "administrator:city",
        "county_lead:330328",
        "county_office:330328",
        "municipal_office:city",
        "municipal_hr_division:city",
        f"fund_custodian_school:{world['here']['id']}",
        school_key,
    }
    assert set(as_teacher.values()) == {None}
    as_principal, as_county = await phones("principal"), await phones("county")
    assert (as_principal["county_office:330328"], as_county[school_key]) == ("19000000105", "19000000104")
    found = await client.get("/offices?role=county_office&scope=330328", headers=await sign_in("teacher"))
    (office,) = found.json()["items"]
    assert (office["name"], [holder["name"] for holder in office["holders"]]) == ("文成县名师办", ["刘淑贞"])


async def test_lists_are_read_page_by_page(client: httpx2.AsyncClient, world: World, sign_in: SignIn) -> None:
    headers = await sign_in("city")
    for path in ("/people", "/schools", "/counties", "/offices"):
        whole = (await client.get(path, headers=headers)).json()["items"]
        read: list[Row] = []
        after: str | None = None
        while True:
            query = {"limit": 1} | ({"after": after} if after else {})
            page = (await client.get(path, params=query, headers=headers)).json()
            assert len(page["items"]) == 1
            read += page["items"]
            after = page["next"]
            if after is None:
                break
        assert read == whole
        assert len(whole) > 1


@pytest.mark.parametrize("after", ["x", "eyJ9", "WzFd", "WyJhIl0", "5LiA", "é", "WyJhIiwiYiIsImMiXQ"])
async def test_a_broken_cursor_is_told(client: httpx2.AsyncClient, world: World, sign_in: SignIn, after: str) -> None:
    headers = await sign_in("city")
    for path in ("/people", "/rule-sets", "/me/tokens"):
        answer = await client.get(path, params={"after": after}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


async def test_filters(client: httpx2.AsyncClient, world: World, sign_in: SignIn) -> None:
    headers = await sign_in("city")

    async def found(path: str, **query: str) -> list[str]:
        return [item["name"] for item in (await client.get(path, params=query, headers=headers)).json()["items"]]

    assert await found("/schools", county="330324") == ["永嘉县枫湾小学"]
    assert await found("/schools", school_level="初中") == ["永嘉县枫湾小学"]
    assert await found("/schools", q="云溪") == ["文成县云溪实验小学"]
    assert await found("/people", q="雨") == ["周雨晴"]
    assert await found("/people", q="%") == []
    assert await found("/people", q="雨\0") == ["周雨晴"]
    answer = await client.get(f"/schools/{world['here']['id']}", headers=headers)
    assert (answer.json()["county"], answer.json()["school_levels"]) == ("330328", ["小学"])
    assert (await client.get(f"/schools/{uuid7()}", headers=headers)).status_code == 404
    listed = {item["name"]: item["listed"] for item in (await client.get("/counties", headers=headers)).json()["items"]}
    assert listed == {"平阳县": False, "文成县": True}


async def test_me(client: httpx2.AsyncClient, world: World, sign_in: SignIn) -> None:
    headers = await sign_in("principal")
    me = (await client.get("/me", headers=headers)).json()
    assert (me["name"], me["school_name"], me["county"], me["language"]) == (
        "赵一平",
        "文成县云溪实验小学",
        "330328",
        "zh",
    )
    assert [office["name"] for office in me["offices"]] == ["文成县云溪实验小学"]
    assert (await client.patch("/me", json={"language": "en"}, headers=headers)).status_code == 204
    assert (await client.get("/me", headers=headers)).json()["language"] == "en"
    assert (await client.patch("/me", json={"language": "fr"}, headers=headers)).status_code == 422
    for path in ("/me", "/people", "/schools", "/counties", "/offices", "/rule-sets"):
        assert (await client.get(path)).status_code == 401
