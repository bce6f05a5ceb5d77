"""What the services are told of a programme: counties, schools, people, offices, studios, as of any city."""

from collections.abc import Iterator

from argon2 import PasswordHasher

from contracts.offices import Role
from songjiao.demo.programme import Organisations, Programme
from songjiao.demo.records import County, School, Studio
from songjiao.loading import records, rows
from songjiao.loading.city import City
from songjiao.loading.rows import Call


def demo_hash(password: str) -> str:
    """One cheap hash for everybody: the password is printed anyway, and three thousand people sign in at a time."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    return hasher.hash(password, salt=b"songjiao-demonstration")


def directory_calls(programme: Programme) -> Iterator[Call]:
    """Everything `directory` imports. Teachers of the small demonstration's cases come before others, so that these can begin."""
    city = city_of(programme)
    busy = {case.applicant for case in programme.scenarios.cases}
    ordered = sorted(city.people, key=lambda person: person.login not in busy)
    password_hash = demo_hash(programme.accounts.password)
    everybody = City(city.areas, city.schools, tuple(ordered), city.appointments, city.studios)
    return rows.directory_calls(everybody, {person.login: password_hash for person in ordered})


def city_of(organisations: Organisations) -> City:
    """The organisations as a city's own files would tell them."""
    areas = organisations.areas
    others = [records.Area(code=area.code, name=area.name) for area in (areas.city, *areas.districts)]
    return City(
        areas=(*map(_county, organisations.counties), *others),
        schools=tuple(map(_school, organisations.schools)),
        people=tuple(_people(organisations)),
        appointments=tuple(_appointments(organisations)),
        studios=tuple(map(_studio, organisations.studios)),
    )


def _county(county: County) -> records.Area:
    return records.Area(
        code=county.code, name=county.name, listed_from=county.member_from, listed_until=county.member_until
    )


def _school(school: School) -> records.School:
    return records.School(code=school.code, name=school.name, area=school.area, school_levels=school.school_levels)


def _people(organisations: Organisations) -> Iterator[records.Person]:
    """Principals, hosts, the holders of the city's and the counties' offices, teachers."""
    for led in organisations.schools:
        yield _person(led.principal_login, led.principal_name, led.principal_phone, led.code)
    for studio in organisations.studios:
        yield _person(studio.host_login, studio.host_name, studio.host_phone, studio.host_school)
    for holder in organisations.people.office_holders:
        yield _person(holder.login, holder.name, holder.phone, None)
    for candidate in organisations.people.candidates:
        yield _person(candidate.login, candidate.name, candidate.phone, candidate.school)
    for teacher in organisations.teacher.values():
        yield _person(teacher.login, teacher.name, teacher.phone, teacher.school)


def _person(login: str, name: str, phone: str, school: str | None) -> records.Person:
    return records.Person(login=login, name=name, phone=phone, school=school)


def _appointments(organisations: Organisations) -> Iterator[records.Appointment]:
    """Who holds which office, from the day the first county was listed; hosts hold that of their studio."""
    names = organisations.people.office_names
    counties = {county.code: county.name for county in organisations.counties}
    since = min(county.member_from for county in organisations.counties)

    def held(login: str, role: str, scope: str, **called: str) -> records.Appointment:
        name = names[role].format(**called)
        return records.Appointment(login=login, role=role, scope=scope, office_name=name, valid_from=since)

    for holder in organisations.people.office_holders:
        for office in holder.offices:
            yield held(holder.login, office.role, office.scope, area=counties.get(office.scope, ""))
    bases = {studio.base_school for studio in organisations.studios}
    custodians = {studio.host_school for studio in organisations.studios}
    custodians |= {candidate.school for candidate in organisations.people.candidates}
    for school in organisations.schools:
        kinds = {
            Role.TRAINEE_SCHOOL: school.area in counties,
            Role.BASE_SCHOOL: school.code in bases,
            Role.FUND_CUSTODIAN_SCHOOL: school.code in custodians,
        }
        for role in (role for role, is_one in kinds.items() if is_one):
            yield held(school.principal_login, role, school.code, school=school.name)


def _studio(studio: Studio) -> records.Studio:
    return records.Studio(
        code=studio.code,
        county=studio.county,
        stage=studio.stage,
        track=studio.track,
        subject=studio.subject,
        host=studio.host_login,
        host_titles=(studio.host_title,),
        base_school=studio.base_school,
        soft_cap=studio.soft_cap,
    )
