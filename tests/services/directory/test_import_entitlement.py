"""Who imports gets, and gives, nothing above what they are entitled to."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import insert, select, update

from chassis import clock
from chassis.ids import uuid7
from chassis.web.app import Service
from services.directory.models import Account, Assignment, ExternalIdentity
from tests.services.directory.conftest import Import, Row, SignIn, holds, password_hash, person, school

World = dict[str, Row]
Bring = Callable[..., Awaitable[httpx2.Response]]
ENDS = "2022-08-31T00:00:00+08:00"


@pytest.fixture
async def world(bring_in: Import) -> World:
    """HR, offices of city and county, a teacher with a login that has no password."""
    rows = {
        "hr": person("周敏", "hr"),
        "city": person("潘文静", "city"),
        "clerk": person("刘淑贞", "clerk"),
        "teacher": person("周雨晴") | {"login": "teacher"},
        "second": person("何芸", "second"),
        "unsigned": person("白露"),
    }
    offices = {
        "of_hr": holds(rows["hr"], "municipal_hr_division", "city"),
        "of_city": holds(rows["city"], "municipal_office", "city"),
        "of_clerk": holds(rows["clerk"], "county_office", "330328"),
        "of_second": holds(rows["second"], "administrator", "city"),
        "of_unsigned": holds(rows["unsigned"], "chief_lead", "city", valid_from="2098-01-01T00:00:00+08:00"),
    }
    place = {"place": school()}
    answer = await bring_in(
        schools=list(place.values()), people=list(rows.values()), assignments=list(offices.values())
    )
    assert answer.status_code == 200, answer.text
    return rows | offices | place


@pytest.fixture
async def as_hr(client: httpx2.AsyncClient, world: World, sign_in: SignIn) -> Bring:
    """Imports rows as the HR division."""
    headers = await sign_in("hr")

    async def bring(**rows: list[Row]) -> httpx2.Response:
        return await client.put(f"/imports/{uuid7()}", json=rows, headers=headers)

    return bring


def faults(answer: httpx2.Response) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {fault["field"] for fault in answer.json()["errors"]}


async def admin_office(directory: Service) -> Row:
    """The first administrator's own assignment, as a row."""
    async with directory.database.reading() as connection:
        columns = select(Assignment.__table__).where(Assignment.office_name == "系统管理员")
        found = dict((await connection.execute(columns)).one()._mapping)
    found.pop("version")
    return {name: str(value) if value is not None else None for name, value in found.items()}


async def test_hr_imports_what_lies_below_the_city(world: World, as_hr: Bring) -> None:
    fresh, place = person("王新") | {"login": "fresh"}, world["place"]
    answer = await as_hr(
        people=[fresh, world["clerk"] | {"phone": "19000000009"}],
        assignments=[
            holds(fresh, "trainee_school", place["id"]),
            holds(fresh, "county_office", "330324"),
            world["of_clerk"] | {"valid_until": ENDS},
        ],
    )
    assert answer.status_code == 200, answer.text


async def test_the_same_workbook_may_be_sent_by_whoever_has_it(world: World, as_hr: Bring) -> None:
    answer = await as_hr(
        people=[world[name] for name in ("hr", "city", "clerk", "teacher", "second")],
        assignments=[world[name] for name in ("of_hr", "of_city", "of_clerk", "of_second")],
    )
    assert answer.status_code == 200, answer.text
    assert all(count["changed"] == 0 for count in answer.json().values())


def appointing(world: World) -> dict[str, tuple[Row, set[str]]]:
    """What HR may not appoint, and which field says so."""
    hr, teacher, place = world["hr"], world["teacher"], world["place"]
    return {
        "itself the municipal office": (holds(hr, "municipal_office", "city"), {"person_id", "role"}),
        "itself a county office": (holds(hr, "county_office", "330328"), {"person_id"}),
        "itself a school": (holds(hr, "trainee_school", place["id"]), {"person_id"}),
        "another municipal office": (holds(teacher, "municipal_office", "city"), {"role"}),
        "another HR": (holds(teacher, "municipal_hr_division", "city"), {"role"}),
        "a chief": (holds(teacher, "chief_lead", "city"), {"role"}),
        "an administrator": (holds(teacher, "administrator", "city"), {"role"}),
        "the administrator out": (world["of_second"] | {"valid_until": ENDS}, {"role"}),
        "the city's clerk out": (world["of_city"] | {"valid_until": ENDS}, {"role"}),
        "the administrator's office away": (
            world["of_second"] | {"role": "county_office", "scope": "330328"},
            {"id", "role"},
        ),
        "the clerk's office to another": (world["of_clerk"] | {"person_id": teacher["id"]}, {"id"}),
        "the clerk's office to itself": (world["of_clerk"] | {"person_id": hr["id"]}, {"id", "person_id"}),
        "its own term on": (world["of_hr"] | {"office_name": "人事处长"}, {"person_id", "role"}),
    }


async def test_whom_hr_does_not_appoint(world: World, as_hr: Bring, directory: Service) -> None:
    for what, (row, fields) in appointing(world).items():
        assert faults(await as_hr(assignments=[row])) == {f"assignments.0.{name}" for name in fields}, what
    async with directory.database.reading() as connection:
        assert len((await connection.execute(select(Assignment.id))).all()) == 6


async def test_records_and_accounts_hr_does_not_touch(world: World, as_hr: Bring, directory: Service) -> None:
    rows: dict[str, tuple[Row, set[str]]] = {
        "the administrator's name": (world["second"] | {"name": "别人"}, {"id"}),
        "the city clerk's phone": (world["city"] | {"phone": "19000000009"}, {"id"}),
        "its own record, of the city as well": (world["hr"] | {"phone": "19000000009"}, {"id"}),
        "the administrator's login": (world["second"] | {"login": "hr-two"}, {"login"}),
        "the teacher's login": (world["teacher"] | {"login": "hr-two"}, {"login"}),
        "a password where there is none": (
            world["teacher"] | {"password_hash": password_hash()},
            {"password_hash"},
        ),
        "an account for a leader to come": (world["unsigned"] | {"login": "hr-two"}, {"login"}),
        "a password for somebody new": (person("王新", "fresh"), {"password_hash"}),
    }
    for what, (row, fields) in rows.items():
        assert faults(await as_hr(people=[row])) == {f"people.0.{name}" for name in fields}, what
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(Account.password_hash).where(Account.login == "teacher")) is None


async def test_no_import_changes_a_login_or_a_password_of_who_comes_by_the_provider(
    bring_in: Import, world: World, directory: Service
) -> None:
    teacher = world["teacher"]
    assert faults(await bring_in(people=[teacher | {"login": "renamed"}])) == {"people.0.login"}
    bound: dict[str, Any] = {"issuer": "https://id.example", "subject": "1", "linked_at": clock.machine()}
    async with directory.database.transaction() as transaction:
        await transaction.execute(insert(ExternalIdentity).values(bound | {"person_id": teacher["id"]}))
    given = teacher | {"password_hash": password_hash()}
    assert faults(await bring_in(people=[given])) == {"people.0.password_hash"}
    async with directory.database.transaction() as transaction:
        await transaction.execute(ExternalIdentity.__table__.delete())
    assert (await bring_in(people=[given])).status_code == 200


async def test_administrators_do_not_appoint_themselves_and_one_is_left(
    bring_in: Import, world: World, directory: Service
) -> None:
    own = await admin_office(directory)
    me = {"id": own["person_id"]}
    assert faults(await bring_in(assignments=[holds(me, "municipal_office", "city")])) == {"assignments.0.person_id"}
    assert faults(await bring_in(assignments=[own | {"valid_until": "2098-01-01T00:00:00Z"}])) == {
        "assignments.0.person_id"
    }
    assert (await bring_in(assignments=[world["of_second"] | {"valid_until": ENDS}])).status_code == 200


async def test_of_two_who_end_one_another_one_stays(
    client: httpx2.AsyncClient, bring_in: Import, world: World, sign_in: SignIn, directory: Service
) -> None:
    own, headers = await admin_office(directory), await sign_in("second")
    ends = clock.business().isoformat()
    answers = await asyncio.gather(
        bring_in(assignments=[world["of_second"] | {"valid_until": ends}]),
        client.put(f"/imports/{uuid7()}", json={"assignments": [own | {"valid_until": ends}]}, headers=headers),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 403]


async def test_the_last_administrator_without_an_end_gets_none(
    bring_in: Import, world: World, directory: Service
) -> None:
    async with directory.database.transaction() as transaction:
        me = update(Assignment).where(Assignment.office_name == "系统管理员")
        await transaction.execute(me.values(valid_until=clock.business().replace(year=2198)))
    ended = world["of_second"] | {"valid_until": ENDS}
    assert faults(await bring_in(assignments=[ended])) == {"assignments.0.valid_until"}
    third = person("新管", "third")
    answer = await bring_in(people=[third], assignments=[ended, holds(third, "administrator", "city")])
    assert answer.status_code == 200, answer.text


async def test_an_office_that_ended_imports_nothing_with_the_token_it_left(
    client: httpx2.AsyncClient, bring_in: Import, world: World, sign_in: SignIn
) -> None:
    headers = await sign_in("hr")
    ended = world["of_hr"] | {"valid_until": clock.business().isoformat()}
    assert (await bring_in(assignments=[ended])).status_code == 200
    answer = await client.put(f"/imports/{uuid7()}", json={"people": [person()]}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_entitled")
