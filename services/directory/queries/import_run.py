"""What an import looks up before it writes: one statement a table, whatever the number of rows."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.offices import Role, roles_of
from services.directory.domain.assignment import is_uuid
from services.directory.domain.import_run.entitlement import Stored, StoredAccount
from services.directory.domain.import_run.rows import AssignmentRow, Import, Known, PersonRow
from services.directory.domain.texts import login_fault
from services.directory.models import Account, Assignment, ExternalIdentity, ImportRun, Person, School
from services.directory.queries.holding import not_over
from services.directory.views.account import KnownAccount

_HAS_PASSWORD = Account.password_hash.is_not(None).label("has_password")
_BY_PROVIDER = exists().where(ExternalIdentity.person_id == Account.person_id).label("by_provider")


async def known(connection: AsyncConnection, given: Import) -> Known:
    """What the rows refer to, as far as it is stored or comes with them."""
    schools = {row.school_id for row in given.people if row.school_id is not None}
    schools |= {UUID(row.scope) for row in given.assignments if row.role in roles_of("school") and is_uuid(row.scope)}
    people = {row.person_id for row in given.assignments}
    logins = [row.login for row in given.people if row.login is not None and login_fault(row.login) is None]
    coming_schools = {row.id for row in given.schools}
    coming_people = {row.id for row in given.people}
    stored_schools = select(School.id).where(School.id.in_(schools - coming_schools))
    stored_people = select(Person.id).where(Person.id.in_(people - coming_people))
    stored_logins = select(Account.login, Account.person_id).where(Account.login.in_(logins))
    return Known(
        schools=frozenset(coming_schools.union((await connection.execute(stored_schools)).scalars())),
        people=frozenset(coming_people.union((await connection.execute(stored_people)).scalars())),
        logins={row.login: row.person_id for row in await connection.execute(stored_logins)},
    )


async def stored(connection: AsyncConnection, given: Import, now: datetime) -> Stored:
    """What the rows would change. Nothing else changes it while one import comes after another."""
    people = [row.id for row in given.people]
    assignments = await _assignments(connection, Assignment.id.in_([row.id for row in given.assignments]))
    touched = [*given.assignments, *assignments.values()]
    administrators: dict[UUID, AssignmentRow] = {}
    if any(row.role == Role.ADMINISTRATOR for row in touched):
        administrators = await _assignments(connection, Assignment.role == Role.ADMINISTRATOR)
    roles: dict[UUID, set[Role]] = {}
    for held in (await _assignments(connection, Assignment.person_id.in_(people), not_over(now))).values():
        roles.setdefault(held.person_id, set()).add(held.role)
    return Stored(
        people=await _people(connection, people),
        accounts=await _accounts(connection, people),
        assignments=assignments,
        roles={person_id: frozenset(held) for person_id, held in roles.items()},
        administrators=administrators,
    )


async def _assignments(connection: AsyncConnection, *which: ColumnElement[bool]) -> dict[UUID, AssignmentRow]:
    columns = [getattr(Assignment, each.name) for each in fields(AssignmentRow)]
    found = await connection.execute(select(*columns).where(*which))
    return {row.id: AssignmentRow(**{**row._mapping, "role": Role(row.role)}) for row in found}


async def _people(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, PersonRow]:
    columns = select(Person.id, Person.name, Person.phone, Person.school_id)
    return {row.id: PersonRow(**row._mapping) for row in await connection.execute(columns.where(Person.id.in_(ids)))}


async def _accounts(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, StoredAccount]:
    columns = select(Account.person_id, Account.login, _HAS_PASSWORD, _BY_PROVIDER)
    found = await connection.execute(columns.where(Account.person_id.in_(ids)))
    return {row.person_id: StoredAccount(row.login, row.has_password, row.by_provider) for row in found}


async def earlier_answer(connection: AsyncConnection, import_id: UUID) -> tuple[str, dict[str, dict[str, int]]]:
    """Content hash and answer of an import that was taken in before."""
    statement = select(ImportRun.content_hash, ImportRun.counts).where(ImportRun.id == import_id)
    content_hash, counts = (await connection.execute(statement)).one()
    return content_hash, counts


async def known_accounts(connection: AsyncConnection, logins: Iterable[str]) -> list[KnownAccount]:
    """Which of these folded logins are somebody's, and how they come in."""
    statement = select(Account.login, Account.person_id, _HAS_PASSWORD, _BY_PROVIDER)
    possible = {login for login in logins if login_fault(login) is None}
    found = await connection.execute(statement.where(Account.login.in_(possible)).order_by(Account.login))
    return [KnownAccount(**row._mapping) for row in found]
