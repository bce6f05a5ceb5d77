"""What `directory` and `enrollment` are told of a programme: counties, schools, people, offices, studios; rows to import."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher

from chassis.clock import SHANGHAI
from contracts.offices import Role
from songjiao.demo.identity import identity
from songjiao.demo.programme import Programme
from songjiao.demo.records import Studio

ROWS_A_CALL = 500
Row = dict[str, Any]
Sections = dict[str, list[Row]]


def demo_hash(password: str) -> str:
    """One cheap hash for everybody: the password is printed anyway, and three thousand people sign in at a time."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    return hasher.hash(password, salt=b"songjiao-demonstration")


def midnight(day: date) -> str:
    """The first moment of a day in Wenzhou."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).isoformat()


def in_calls(sections: Sections) -> Iterator[Sections]:
    """The rows in calls of at most 500, in an order in which each row finds what it speaks of."""
    call: Sections = {}
    size = 0
    for name, rows in sections.items():
        for row in rows:
            call.setdefault(name, []).append(row)
            size += 1
            if size == ROWS_A_CALL:
                yield call
                call, size = {}, 0
    if call:
        yield call


def directory_rows(programme: Programme) -> Sections:
    """Everything `directory` imports."""
    return {
        "counties": list(_counties(programme)),
        "schools": [
            {"id": str(school.id), "name": school.name, "county": school.area, "stages": school.stages}
            for school in programme.schools
        ],
        "people": list(_people(programme, demo_hash(programme.accounts.password))),
        "assignments": list(_assignments(programme)),
    }


def studio_rows(programme: Programme) -> list[Row]:
    """Everything `enrollment` imports."""
    return [_studio(programme, studio) for studio in programme.studios]


def _counties(programme: Programme) -> Iterator[Row]:
    for county in programme.counties:
        yield {
            "code": county.code,
            "name": county.name,
            "listed_from": midnight(county.member_from),
            "listed_until": county.member_until and midnight(county.member_until),
        }


def _people(programme: Programme, password_hash: str) -> Iterator[Row]:
    def person(login: str, name: str, phone: str, school: str | None) -> Row:
        return {
            "id": str(identity("person", login)),
            "name": name,
            "phone": phone,
            "school_id": school and str(programme.school[school].id),
            "login": login,
            "password_hash": password_hash,
        }

    yield from (person(s.principal_login, s.principal_name, s.principal_phone, s.code) for s in programme.schools)
    yield from (person(s.host_login, s.host_name, s.host_phone, s.host_school) for s in programme.studios)
    yield from (person(t.login, t.name, t.phone, t.school) for t in programme.teacher.values())
    yield from (person(h.login, h.name, h.phone, None) for h in programme.people.office_holders)


def _assignments(programme: Programme) -> Iterator[Row]:
    """Who holds which office, from the day the first county was listed."""
    names = programme.people.office_names
    areas = {county.code: county.name for county in programme.counties}
    valid_from = midnight(min(county.member_from for county in programme.counties))

    def held(login: str, role: Role, scope: str | UUID, **called: str) -> Row:
        return {
            "id": str(identity("assignment", f"{login}/{role}:{scope}")),
            "person_id": str(identity("person", login)),
            "role": role,
            "scope": str(scope),
            "office_name": names[role].format(**called),
            "valid_from": valid_from,
            "valid_until": None,
        }

    for holder in programme.people.office_holders:
        for office in holder.offices:
            yield held(holder.login, office.role, office.scope, area=areas.get(office.scope, ""))
    bases = {studio.base_school for studio in programme.studios}
    custodians = {studio.host_school for studio in programme.studios}
    for school in programme.schools:
        kinds = {
            Role.TRAINEE_SCHOOL: school.area in areas,
            Role.BASE_SCHOOL: school.code in bases,
            Role.FUND_CUSTODIAN_SCHOOL: school.code in custodians,
        }
        for role in (role for role, is_one in kinds.items() if is_one):
            yield held(school.principal_login, role, school.id, school=school.name)
    for studio in programme.studios:
        yield held(studio.host_login, Role.HOST, studio.id, studio=studio.name)


def _studio(programme: Programme, studio: Studio) -> Row:
    base, home = programme.school[studio.base_school], programme.school[studio.host_school]
    return {
        "id": str(studio.id),
        "name": studio.name,
        "county": studio.county,
        "stage": studio.stage,
        "track": studio.track,
        "subject": studio.subject,
        "host_id": str(identity("person", studio.host_login)),
        "host_name": studio.host_name,
        "host_school_name": home.name,
        "host_titles": [studio.host_title],
        "base_school_id": str(base.id),
        "base_school_name": base.name,
        "soft_cap": studio.soft_cap,
    }
