"""What `directory` and `enrollment` are told of a programme: counties, schools, people, offices, studios; rows to import."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import batched
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher

from chassis.clock import SHANGHAI
from contracts.offices import Role
from songjiao.demo.identity import identity
from songjiao.demo.programme import Programme
from songjiao.demo.records import School, Studio, Teacher

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


def directory_calls(programme: Programme) -> Iterator[Sections]:
    """Everything `directory` imports, in calls of at most 500 rows.

    Teachers come after all offices: whoever listens and knows a teacher then knows who recommends at the school. Those
    of the small demonstration's cases come first, so that these can begin.
    """
    password_hash = demo_hash(programme.accounts.password)
    busy = {case.applicant for case in programme.scenarios.cases}
    teachers = sorted(programme.teacher.values(), key=lambda teacher: teacher.login not in busy)
    yield from _in_calls("counties", list(_counties(programme)))
    yield from _in_calls("schools", [_school(school) for school in programme.schools])
    yield from _in_calls("people", list(_staff(programme, password_hash)))
    yield from _in_calls("assignments", list(_assignments(programme)))
    yield from _in_calls("people", [_teacher(programme, teacher, password_hash) for teacher in teachers])


def row_count(call: Sections) -> int:
    """Rows of all kinds."""
    return sum(map(len, call.values()))


def _in_calls(section: str, rows: list[Row]) -> Iterator[Sections]:
    yield from ({section: list(part)} for part in batched(rows, ROWS_A_CALL))


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


def _school(school: School) -> Row:
    return {"id": str(school.id), "name": school.name, "county": school.area, "stages": school.stages}


def _staff(programme: Programme, password_hash: str) -> Iterator[Row]:
    """Principals, hosts and the holders of the city's and the counties' offices."""
    school = programme.school
    for led in programme.schools:
        yield _person(led.principal_login, led.principal_name, led.principal_phone, led, password_hash)
    for studio in programme.studios:
        home = school[studio.host_school]
        yield _person(studio.host_login, studio.host_name, studio.host_phone, home, password_hash)
    for holder in programme.people.office_holders:
        yield _person(holder.login, holder.name, holder.phone, None, password_hash)


def _teacher(programme: Programme, teacher: Teacher, password_hash: str) -> Row:
    return _person(teacher.login, teacher.name, teacher.phone, programme.school[teacher.school], password_hash)


def _person(login: str, name: str, phone: str, school: School | None, password_hash: str) -> Row:
    return {
        "id": str(identity("person", login)),
        "name": name,
        "phone": phone,
        "school_id": school and str(school.id),
        "login": login,
        "password_hash": password_hash,
    }


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
