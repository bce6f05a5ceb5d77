"""What rows say of one another: every fault is found in one go, with sheet, row and column."""

from collections.abc import Callable, Hashable, Iterable, Iterator

from contracts.offices import CITY, SCOPE_KINDS, Role
from songjiao.loading.city import City
from songjiao.loading.faults import Fault
from songjiao.loading.forms import APPOINTMENTS, COUNTIES, PEOPLE, SCHOOLS, STUDIOS, Sheet
from songjiao.loading.records import Appointment, Area, Person, Row, School, Studio

CITY_SCOPES = frozenset({None, CITY, "市"})

type Complaints = Iterator[tuple[str, str]]


def check(city: City) -> Iterator[Fault]:
    """Everything that is wrong between the rows."""
    yield from _doubles(COUNTIES, "code", city.areas, lambda area: area.code)
    yield from _doubles(SCHOOLS, "code", city.schools, lambda school: school.code)
    yield from _doubles(PEOPLE, "login", city.people, lambda person: person.login)
    yield from _doubles(APPOINTMENTS, "role", city.appointments, lambda row: (row.login, row.role, _scope(row)))
    yield from _doubles(STUDIOS, "code", city.studios, lambda studio: studio.code)
    if city.began is None:
        column = COUNTIES.column("listed_from")
        yield Fault(COUNTIES.title, "", column.title, "至少一个县要有列入日期 / at least one county must be listed")
    yield from _each(COUNTIES, city.areas, _area)
    yield from _each(SCHOOLS, city.schools, lambda school: _school(city, school))
    yield from _each(PEOPLE, city.people, lambda person: _person(city, person))
    yield from _each(APPOINTMENTS, city.appointments, lambda row: _appointment(city, row))
    yield from _each(STUDIOS, city.studios, lambda studio: _studio(city, studio))


def remarks(city: City) -> Iterator[Fault]:
    """What is odd and yet loaded."""
    for studio in city.studios:
        host = city.person[studio.host]
        if city.school[host.school or ""].area == studio.county:
            message = "主持人来自下沉县 / the host is from the same county (Art. 3)"
            yield Fault(STUDIOS.title, studio.place, STUDIOS.column("host").title, message)


def _each[R: Row](sheet: Sheet, rows: Iterable[R], complain: Callable[[R], Complaints]) -> Iterator[Fault]:
    for row in rows:
        for field, message in complain(row):
            yield Fault(sheet.title, row.place, sheet.column(field).title, message)


def _doubles[R: Row](sheet: Sheet, field: str, rows: Iterable[R], key: Callable[[R], Hashable]) -> Iterator[Fault]:
    seen: dict[Hashable, str] = {}
    for row in rows:
        if (first := seen.get(key(row))) is not None:
            message = f"与{first}重复 / the same as {first}"
            yield Fault(sheet.title, row.place, sheet.column(field).title, message)
        seen.setdefault(key(row), row.place)


def _area(area: Area) -> Complaints:
    if area.listed_until and not area.listed_from:
        yield "listed_from", "有退出日期就要有列入日期 / a day of leaving needs one of listing"
    elif area.listed_from and area.listed_until and area.listed_until <= area.listed_from:
        yield "listed_until", "退出日期应晚于列入日期 / it must be later than the day of listing"


def _school(city: City, school: School) -> Complaints:
    if school.area not in city.area:
        yield "area", f"“县”表中没有 {school.area} / no such area in the sheet counties"


def _person(city: City, person: Person) -> Complaints:
    if person.school and person.school not in city.school:
        yield "school", f"“学校”表中没有 {person.school} / no such school in the sheet schools"


def _appointment(city: City, row: Appointment) -> Complaints:
    if row.login not in city.person:
        yield "login", f"“人员”表中没有 {row.login} / nobody in the sheet people has this login"
    yield from _place_of_office(city, row)
    since = row.valid_from or city.began
    if since and row.valid_until and row.valid_until <= since:
        yield "valid_until", f"应晚于 {since} / it must be later than {since}"


def _place_of_office(city: City, row: Appointment) -> Complaints:
    listed = {county.code for county in city.counties}
    if row.role is Role.HOST:
        yield "role", "主持人写在“工作室”表中 / hosts stand in the sheet studios"
    elif row.role is Role.PERSON:
        yield "role", "这不是职务 / this is not an office"
    elif SCOPE_KINDS[row.role] == "city":
        if row.scope not in CITY_SCOPES:
            yield "scope", f"市级职务不填范围，不能是 {row.scope} / an office of the city has no scope"
    elif SCOPE_KINDS[row.role] == "county":
        if row.scope not in listed:
            yield "scope", f"应为列入的县的代码，不能是 {row.scope or '空'} / the code of a listed county"
    elif row.scope not in city.school:
        yield "scope", f"应为“学校”表中的代码，不能是 {row.scope or '空'} / the code of a school"
    elif row.role in (Role.TRAINEE_SCHOOL, Role.BASE_SCHOOL) and city.school[row.scope or ""].area not in listed:
        yield "scope", f"{row.scope} 不在列入的县 / this school is in no listed county (Arts. 3, 4)"


def _studio(city: City, studio: Studio) -> Complaints:
    if studio.county not in {county.code for county in city.counties}:
        yield "county", f"{studio.county} 不是列入的县 / not a listed county (Art. 2)"
    host = city.person.get(studio.host)
    if host is None:
        yield "host", f"“人员”表中没有 {studio.host} / nobody in the sheet people has this login"
    elif not host.school:
        yield "host", f"{studio.host} 没有填学校 / the host has no school in the sheet people"
    base = city.school.get(studio.base_school or "")
    if studio.base_school and (base is None or base.area != studio.county):
        yield "base_school", f"下沉县内没有学校 {studio.base_school} / no such school in the county (Art. 3)"


def _scope(row: Appointment) -> str | None:
    return None if SCOPE_KINDS[row.role] == "city" else row.scope
