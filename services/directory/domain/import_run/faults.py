"""What is wrong with the rows of a bulk import, one by one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from chassis.errors import FieldError, Text
from contracts.offices import roles_of
from services.directory.domain.assignment import scope_fault
from services.directory.domain.import_run.rows import AssignmentRow, CountyRow, Import, Known, PersonRow, SchoolRow
from services.directory.domain.organisation import SCHOOL_LEVELS
from services.directory.domain.texts import COUNTY_CODE, login_fault, name_fault, phone_fault

EARLIEST, LATEST = 1949, 2199


def date_faults(given: Import) -> list[FieldError]:
    """Moments so far away that they must be slips; checked first, since they cannot even be turned into UTC."""
    dated = [("counties", "listed", [(row.listed_from, row.listed_until) for row in given.counties])]
    dated += [("assignments", "valid", [(row.valid_from, row.valid_until) for row in given.assignments])]
    text = Text("日期不合理，请检查年份。", "This date cannot be meant; check the year.")
    return [
        FieldError(f"{table}.{index}.{kind}_{end}", text)
        for table, kind, rows in dated
        for index, pair in enumerate(rows)
        for end, moment in zip(("from", "until"), pair, strict=True)
        if moment is not None and not EARLIEST <= moment.year <= LATEST
    ]


def row_faults(given: Import, known: Known, is_hash: Callable[[str], bool]) -> list[FieldError]:
    """Everything wrong with settled rows, named `people.17.phone`."""
    return [
        *_duplicates("counties", "code", [row.code for row in given.counties]),
        *_duplicates("schools", "id", [row.id for row in given.schools]),
        *_duplicates("people", "id", [row.id for row in given.people]),
        *_duplicates("people", "login", [row.login for row in given.people]),
        *_duplicates("assignments", "id", [row.id for row in given.assignments]),
        *_each("counties", given.counties, _county_faults),
        *_each("schools", given.schools, _school_faults),
        *_each("people", given.people, lambda row: _person_faults(row, known, is_hash)),
        *_each("assignments", given.assignments, lambda row: _assignment_faults(row, known)),
    ]


Faults = Iterator[tuple[str, Text | None]]


def _each[Row](table: str, rows: Sequence[Row], check: Callable[[Row], Faults]) -> Iterator[FieldError]:
    for index, row in enumerate(rows):
        for name, fault in check(row):
            if fault is not None:
                yield FieldError(f"{table}.{index}.{name}", fault)


def _duplicates(table: str, name: str, values: Iterable[object]) -> Iterator[FieldError]:
    text = Text("同一批数据中已有这一项。", "This stands in the import already.")
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value is not None and value in seen:
            yield FieldError(f"{table}.{index}.{name}", text)
        seen.add(value)


def _county_faults(row: CountyRow) -> Faults:
    yield "code", _code_fault(row.code)
    yield "name", name_fault(row.name)
    yield "listed_until", _order_fault(row.listed_from, row.listed_until)


def _school_faults(row: SchoolRow) -> Faults:
    yield "name", name_fault(row.name)
    yield "county", _code_fault(row.county)
    if len(set(row.school_levels)) < len(row.school_levels) or not set(row.school_levels) <= set(SCHOOL_LEVELS):
        listed = "、".join(SCHOOL_LEVELS)
        yield "school_levels", Text(f"学段应为：{listed}，且不重复。", f"School levels are, once each: {listed}.")


def _person_faults(row: PersonRow, known: Known, is_hash: Callable[[str], bool]) -> Faults:
    yield "name", name_fault(row.name)
    if row.phone is not None:
        yield "phone", phone_fault(row.phone)
    if row.school_id is not None and row.school_id not in known.schools:
        yield "school_id", Text("没有这所学校，请先导入学校。", "There is no such school; import it first.")
    if row.login is not None:
        yield "login", login_fault(row.login)
        if known.logins.get(row.login, row.id) != row.id:
            yield (
                "login",
                Text("这个登录名已属于另一个人，请换一个。", "This login is another person's; choose another."),
            )
    if row.password_hash is not None and (row.login is None or not is_hash(row.password_hash)):
        yield (
            "password_hash",
            Text("须为 argon2id 哈希，并同时给出登录名。", "It must be an argon2id hash, beside a login."),
        )


def _assignment_faults(row: AssignmentRow, known: Known) -> Faults:
    yield "office_name", name_fault(row.office_name)
    wrong_scope = scope_fault(row.role, row.scope)
    yield "scope", wrong_scope
    if wrong_scope is None and row.role in roles_of("school") and UUID(row.scope) not in known.schools:
        yield "scope", Text("没有这所学校，请先导入学校。", "There is no such school; import it first.")
    if row.person_id not in known.people:
        yield "person_id", Text("没有这个人，请先导入人员。", "There is no such person; import them first.")
    yield "valid_until", _order_fault(row.valid_from, row.valid_until)


def _code_fault(code: str) -> Text | None:
    if COUNTY_CODE.fullmatch(code):
        return None
    return Text("县（市、区）代码应为六位数字。", "The code of a county or district has six digits.")


def _order_fault(start: datetime, end: datetime | None) -> Text | None:
    if end is None or end > start:
        return None
    return Text("结束时间应晚于开始时间。", "The end must be later than the start.")
