"""Bulk import: whole or not at all, told row by row, repeated without effect."""

from collections.abc import Awaitable, Callable

import httpx2
from sqlalchemy import func, select

from chassis.ids import uuid7
from chassis.web.app import Service
from services.directory.models import Account, Person
from tests.services.directory.conftest import PASSWORD, Import, Row, SignIn, holds, person, school

Events = Callable[[str], Awaitable[list[dict[str, object]]]]

REGISTERED = "directory.person.registered"


def small_county() -> dict[str, list[Row]]:
    place = school()
    teacher = person(name="古丽娜尔·艾尼瓦尔", login="teacher", school_id=place["id"])
    principal = person(name="林𠮷安", login="principal", school_id=place["id"])
    return {
        "counties": [{"code": "330328", "name": "文成县", "listed_from": "2021-10-29"}],
        "schools": [place],
        "people": [teacher, principal],
        "assignments": [holds(principal, "trainee_school", place["id"])],
    }


def faults(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {fault["field"]: fault["detail"] for fault in answer.json()["errors"]}


async def test_rows_are_stored_and_told(bring_in: Import, events: Events, sign_in: SignIn) -> None:
    answer = await bring_in(**small_county())
    assert answer.status_code == 200, answer.text
    assert answer.json()["people"] == {"rows": 2, "changed": 2}
    assert [event["name"] for event in await events(REGISTERED)][1:] == ["古丽娜尔·艾尼瓦尔", "林𠮷安"]
    (listed,) = await events("directory.county.listed")
    assert listed["listed_from"] == "2021-10-28T16:00:00Z"
    await sign_in("ｔｅａｃｈｅｒ")


async def test_a_repeat_changes_nothing(bring_in: Import, events: Events, directory: Service) -> None:
    rows, import_id = small_county(), uuid7()
    first = await bring_in(import_id, **rows)
    told = await events(REGISTERED)
    again = await bring_in(import_id, **rows)
    other_id = await bring_in(**rows)
    assert again.json() == first.json()
    assert all(count["changed"] == 0 for count in other_id.json().values())
    assert await events(REGISTERED) == told
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(Person)) == 3


async def test_a_login_is_told_with_its_person(bring_in: Import, events: Events) -> None:
    teacher = person(name="古丽娜尔·艾尼瓦尔")
    await bring_in(people=[teacher])
    await bring_in(people=[teacher | {"login": "teacher"}])
    await bring_in(people=[teacher | {"name": "古丽娜尔"}])
    told = [
        (event["name"], event["login"]) for event in await events(REGISTERED) if event["person_id"] == teacher["id"]
    ]
    assert told == [
        ("古丽娜尔·艾尼瓦尔", None), ("古丽娜尔·艾尼瓦尔", "teacher"), ("古丽娜尔", "teacher"),
    ]  # fmt: skip


async def test_only_what_changed_is_told(bring_in: Import, events: Events) -> None:
    rows = small_county()
    await bring_in(**rows)
    told = len(await events(REGISTERED))
    rows["people"][0] = rows["people"][0] | {"name": "古丽娜尔"}
    answer = await bring_in(**rows)
    assert answer.json()["people"] == {"rows": 2, "changed": 1}
    assert [event["name"] for event in (await events(REGISTERED))[told:]] == ["古丽娜尔"]


async def test_an_id_is_good_for_one_import(bring_in: Import) -> None:
    import_id = uuid7()
    await bring_in(import_id, people=[person()])
    answer = await bring_in(import_id, people=[person()])
    assert (answer.status_code, answer.json()["code"]) == (409, "import_id_used")


async def test_every_wrong_row_is_named_and_none_is_stored(bring_in: Import, directory: Service) -> None:
    good = person(phone="１９００００００００１")
    people = [
        good,
        person(name="长" * 10_000),
        person(name="林\u0000晓岚"),
        person(name="林\u202e晓岚"),
        person(name=" "),
        person(phone="12345"),
        person(school_id=str(uuid7())),
        person(login="a b"),
        person(login="x1", password_hash="plain"),
        good | {"name": "同一个编号"},
    ]
    nobody = {"id": str(uuid7())}
    assignments = [
        holds(good, "county_office", "文成县"),
        holds(good, "trainee_school", str(uuid7())),
        holds(nobody, "municipal_office", "city"),
        holds(good, "municipal_office", "city", valid_until="2020-01-01T00:00:00+08:00"),
        holds(good, "person", str(uuid7())),
    ]
    answer = await bring_in(
        schools=[school(county="文成县", school_levels=["大学"])], people=people, assignments=assignments
    )
    assert set(faults(answer)) == {
        "schools.0.county",
        "schools.0.school_levels",
        *(f"people.{index}.name" for index in (1, 2, 3, 4)),
        "people.5.phone",
        "people.6.school_id",
        "people.7.login",
        "people.8.password_hash",
        "people.9.id",
        "assignments.0.scope",
        "assignments.1.scope",
        "assignments.2.person_id",
        "assignments.3.valid_until",
        "assignments.4.scope",
    }
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(Person)) == 1


async def test_full_width_digits_are_folded(bring_in: Import, directory: Service) -> None:
    await bring_in(people=[person(name="林晓岚", phone="１９００００００００１")])
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(Person.phone).where(Person.name == "林晓岚")) == "19000000001"


async def test_far_dates_and_too_many_rows_are_refused(bring_in: Import) -> None:
    somebody = person()
    far = await bring_in(
        people=[somebody], assignments=[holds(somebody, "host", str(uuid7()), valid_from="0001-01-01T00:00:00+14:00")]
    )
    assert set(faults(far)) == {"assignments.0.valid_from"}
    many = await bring_in(people=[person() for _ in range(501)])
    assert (many.status_code, many.json()["code"]) == (422, "too_many_rows")


async def test_a_login_belongs_to_one_person(bring_in: Import) -> None:
    await bring_in(people=[person(login="teacher")])
    answer = await bring_in(people=[person(), person(login="Teacher")])
    assert set(faults(answer)) == {"people.1.login"}
    assert "另一个人" in faults(answer)["people.1.login"]


async def test_an_import_never_sets_a_password_anew(bring_in: Import, directory: Service, sign_in: SignIn) -> None:
    row = person(login="teacher")
    await bring_in(people=[row])
    other = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$A6zM1BDr2HFPtxHlF8DnVWGqBOhpVlLRQCpnzHn0Aps"
    assert (await bring_in(people=[row | {"password_hash": other}])).status_code == 200
    await sign_in("teacher")
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(Account)) == 2


async def test_who_may_import(
    client: httpx2.AsyncClient, bring_in: Import, sign_in: SignIn, signed_in: Callable[..., dict[str, str]]
) -> None:
    clerk, hr = person(login="county"), person(login="hr")
    await bring_in(
        people=[clerk, hr],
        assignments=[holds(clerk, "county_office", "330328"), holds(hr, "municipal_hr_division", "city")],
    )
    body = {"people": [person()]}
    assert (await client.put(f"/imports/{uuid7()}", json=body)).status_code == 401
    assert (await client.put(f"/imports/{uuid7()}", json=body, headers=await sign_in("county"))).status_code == 403
    as_hr = await sign_in("hr")
    assert (await client.put(f"/imports/{uuid7()}", json=body, headers=as_hr)).status_code == 200


async def test_one_statement_a_table(bring_in: Import, directory: Service) -> None:
    from sqlalchemy import event

    statements: list[str] = []
    event.listen(
        directory.database.engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    place = school()
    await bring_in(schools=[place], people=[person(name=f"人{n}", school_id=place["id"]) for n in range(300)])
    assert len(statements) < 20, statements
    assert PASSWORD not in str(statements)


async def test_who_imports_sees_which_logins_are_taken(
    client: httpx2.AsyncClient, administrator: dict[str, str], bring_in: Import, sign_in: SignIn
) -> None:
    known, fresh = person(login="teacher"), person("王新") | {"login": "fresh"}
    assert (await bring_in(people=[known, fresh])).status_code == 200
    asked = {"logins": ["TEACHER", "fresh", "nobody", "长\0"]}
    answer = await client.post("/accounts/known", json=asked, headers=administrator)
    assert answer.json()["items"] == [
        {"login": "fresh", "person_id": fresh["id"], "has_password": False, "by_provider": False},
        {"login": "teacher", "person_id": known["id"], "has_password": True, "by_provider": False},
    ]
    refused = await client.post("/accounts/known", json=asked, headers=await sign_in("teacher"))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_entitled")
    too_many = {"logins": ["a1"] * 501}
    assert (await client.post("/accounts/known", json=too_many, headers=administrator)).status_code == 422
