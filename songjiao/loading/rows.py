"""What `directory` and `enrollment` are told: rows in calls small enough, in an order in which each finds what it speaks of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from typing import Any
from uuid import UUID

from chassis.clock import SHANGHAI
from contracts.offices import CITY, Role
from services.directory.domain.offices import CITY_ROLES, COUNTY_ROLES
from songjiao.loading.city import City
from songjiao.loading.identity import identity
from songjiao.loading.records import Appointment, Area, Person, School, Studio
from songjiao.loading.roles import CALLED

ROWS_A_CALL = 500
Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """Rows of one kind for one call, with the places in the file where they come from."""

    section: str
    rows: list[Json]
    places: list[str]

    @property
    def body(self) -> dict[str, list[Json]]:
        """As it is sent."""
        return {self.section: self.rows}


def directory_calls(city: City, hashes: Mapping[str, str]) -> Iterator[Call]:
    """Everything `directory` imports; `hashes` are passwords by login.

    People without an office come after all offices: whoever listens and knows a teacher then knows who recommends.
    """
    holders = {row.login for row in city.appointments} | {studio.host for studio in city.studios}
    people = [(row.place, _person(city, row, hashes.get(row.login))) for row in city.people]
    yield from _in_calls("counties", [(row.place, _county(row)) for row in city.counties])
    yield from _in_calls("schools", [(row.place, _school(row)) for row in city.schools])
    yield from _in_calls("people", [row for row in people if row[1]["login"] in holders])
    yield from _in_calls("assignments", _assignments(city))
    yield from _in_calls("people", [row for row in people if row[1]["login"] not in holders])


def studio_calls(city: City) -> Iterator[Call]:
    """Everything `enrollment` imports."""
    return _in_calls("studios", [(studio.place, _studio(city, studio)) for studio in city.studios])


def _in_calls(section: str, rows: Iterable[tuple[str, Json]]) -> Iterator[Call]:
    for part in batched(rows, ROWS_A_CALL):
        yield Call(section, [row for _, row in part], [place for place, _ in part])


def midnight(day: date | None) -> str | None:
    """The first moment of a day in the city."""
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).isoformat()


def _county(county: Area) -> Json:
    return {
        "code": county.code,
        "name": county.name,
        "listed_from": midnight(county.listed_from),
        "listed_until": midnight(county.listed_until),
    }


def _school(school: School) -> Json:
    return {"id": str(school.id), "name": school.name, "county": school.area, "stages": list(school.stages)}


def _person(city: City, person: Person, password_hash: str | None) -> Json:
    return {
        "id": str(person.id),
        "name": person.name,
        "phone": person.phone,
        "school_id": person.school and str(city.school[person.school].id),
        "login": person.login,
        "password_hash": password_hash,
    }


def _assignments(city: City) -> Iterator[tuple[str, Json]]:
    for row in city.appointments:
        scope, name = _scope(city, row)
        held = _held(city, row.login, row.role, scope, row.office_name or name)
        held["valid_from"] = midnight(row.valid_from) or held["valid_from"]
        yield row.place, held | {"valid_until": midnight(row.valid_until)}
    for studio in city.studios:
        name = CALLED[Role.HOST].format(studio=studio.called(city.person[studio.host].name))
        yield studio.place, _held(city, studio.host, Role.HOST, studio.id, name)


def _held(city: City, login: str, role: Role, scope: str | UUID, name: str) -> Json:
    return {
        "id": str(identity("assignment", f"{login}/{role}:{scope}")),
        "person_id": str(city.person[login].id),
        "role": role,
        "scope": str(scope),
        "office_name": name,
        "valid_from": midnight(city.began),
        "valid_until": None,
    }


def _scope(city: City, row: Appointment) -> tuple[str | UUID, str]:
    """Where the office is, and what it is called there."""
    if row.role in CITY_ROLES:
        return CITY, CALLED[row.role]
    if row.role in COUNTY_ROLES:
        return city.area[row.scope or ""].code, CALLED[row.role].format(area=city.area[row.scope or ""].name)
    school = city.school[row.scope or ""]
    return school.id, CALLED[row.role].format(school=school.name)


def _studio(city: City, studio: Studio) -> Json:
    host = city.person[studio.host]
    base = city.school[studio.base_school] if studio.base_school else None
    return {
        "id": str(studio.id),
        "name": studio.called(host.name),
        "county": studio.county,
        "school_level": studio.stage,
        "track": studio.track,
        "subject": studio.subject,
        "host_id": str(host.id),
        "host_name": host.name,
        "host_school_name": city.school[host.school or ""].name,
        "host_titles": list(studio.host_titles),
        "base_school_id": base and str(base.id),
        "base_school_name": base.name if base else "",
        "soft_cap": studio.soft_cap,
    }
