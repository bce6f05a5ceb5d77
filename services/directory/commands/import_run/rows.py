"""Writes settled rows: one statement a table, and an event for each row that changed."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.store.database import Transaction
from contracts.envelope import Event
from contracts.events.directory import AssignmentChanged, CountyListed, PersonRegistered, SchoolRegistered
from contracts.offices import Office
from services.directory.domain.identities import county_id
from services.directory.domain.import_run.rows import AssignmentRow, CountyRow, Import, PersonRow, SchoolRow
from services.directory.models import Account, Assignment, Base, County, Person, School

Counts = dict[str, dict[str, int]]


async def store(transaction: Transaction, rows: Import) -> Counts:
    """Insert or update everything; answers how many rows of each kind came and how many changed something."""
    changed_counties = await _upsert(transaction, County, "code", [asdict(row) for row in rows.counties])
    for county in rows.counties:
        _tell(transaction, changed_counties.get(county.code), county_id(county.code), _county_event(county))
    changed_schools = await _upsert(transaction, School, "id", [asdict(row) for row in rows.schools])
    for school in rows.schools:
        _tell(transaction, changed_schools.get(school.id), school.id, _school_event(school))
    people = [_without(asdict(row), "login", "password_hash") for row in rows.people]
    changed_people = await _upsert(transaction, Person, "id", people)
    accounts = await _upsert_accounts(transaction, rows.people)
    # A new login is news of its person.
    versions = changed_people | await _risen(transaction, accounts - changed_people.keys())
    logins = await _logins(transaction, versions)
    for person in rows.people:
        _tell(transaction, versions.get(person.id), person.id, _person_event(person, logins.get(person.id)))
    changed_assignments = await _upsert(transaction, Assignment, "id", [asdict(row) for row in rows.assignments])
    for assignment in rows.assignments:
        _tell(transaction, changed_assignments.get(assignment.id), assignment.id, _assignment_event(assignment))
    return {
        "counties": {"rows": len(rows.counties), "changed": len(changed_counties)},
        "schools": {"rows": len(rows.schools), "changed": len(changed_schools)},
        "people": {"rows": len(rows.people), "changed": len(changed_people)},
        "accounts": {"rows": sum(row.login is not None for row in rows.people), "changed": len(accounts)},
        "assignments": {"rows": len(rows.assignments), "changed": len(changed_assignments)},
    }


async def _upsert(
    transaction: Transaction, model: type[Base], key: str, rows: Sequence[dict[str, Any]]
) -> dict[Any, int]:
    """Insert or update in one statement; key and new version of each row that changed."""
    if not rows:
        return {}
    table = model.__table__
    statement = upsert(model)
    new = statement.excluded
    columns = [name for name in rows[0] if name != key]
    statement = statement.on_conflict_do_update(
        index_elements=[key],
        set_={**{name: new[name] for name in columns}, "version": table.c.version + 1},
        where=or_(*(table.c[name].is_distinct_from(new[name]) for name in columns)),
    )
    # In the order of their keys, so that two imports of the same rows wait for each other instead of locking up.
    ordered = sorted(({**row, "version": 1} for row in rows), key=lambda row: str(row[key]))
    returning = statement.returning(table.c[key].label("key"), table.c.version)
    return {row.key: row.version for row in await transaction.execute(returning, ordered)}


async def _upsert_accounts(transaction: Transaction, people: Sequence[PersonRow]) -> set[UUID]:
    """An import makes accounts and never changes a login or a password: these are its owner's. Whose account changed."""
    rows = [
        {"person_id": row.id, "login": row.login, "password_hash": row.password_hash}
        for row in sorted(people, key=lambda row: str(row.id))
        if row.login is not None
    ]
    if not rows:
        return set()
    statement = upsert(Account)
    table = Account.__table__
    statement = statement.on_conflict_do_update(
        index_elements=["person_id"],
        set_={"password_hash": statement.excluded.password_hash},
        where=and_(table.c.password_hash.is_(None), statement.excluded.password_hash.is_not(None)),
    )
    return {row.person_id for row in await transaction.execute(statement.returning(table.c.person_id), rows)}


async def _risen(transaction: Transaction, person_ids: Collection[UUID]) -> dict[Any, int]:
    """The next versions of people of whom nothing but the account has changed."""
    rising = update(Person).where(Person.id.in_(person_ids)).values(version=Person.version + 1)
    return {row.id: row.version for row in await transaction.execute(rising.returning(Person.id, Person.version))}


async def _logins(transaction: Transaction, person_ids: Collection[UUID]) -> dict[UUID, str]:
    found = select(Account.person_id, Account.login).where(Account.person_id.in_(person_ids))
    return {row.person_id: row.login for row in await transaction.execute(found)}


def _tell(transaction: Transaction, version: int | None, subject: UUID, event: Event) -> None:
    if version is not None:
        transaction.emit(event, subject=subject, version=version)


def _county_event(row: CountyRow) -> CountyListed:
    return CountyListed(code=row.code, name=row.name, listed_from=row.listed_from, listed_until=row.listed_until)


def _school_event(row: SchoolRow) -> SchoolRegistered:
    return SchoolRegistered(school_id=row.id, name=row.name, county=row.county, school_levels=tuple(row.school_levels))


def _person_event(row: PersonRow, login: str | None) -> PersonRegistered:
    return PersonRegistered(person_id=row.id, name=row.name, school_id=row.school_id, login=login)


def _assignment_event(row: AssignmentRow) -> AssignmentChanged:
    return AssignmentChanged(
        assignment_id=row.id,
        person_id=row.person_id,
        office=Office(role=row.role, scope=row.scope),
        office_name=row.office_name,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
