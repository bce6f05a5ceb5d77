"""What an import looks up before it writes: one statement a table, whatever the number of rows."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.offices import roles_of
from services.directory.domain.assignment import is_uuid
from services.directory.domain.import_run.rows import Import, Known
from services.directory.domain.texts import login_fault
from services.directory.models import Account, ImportRun, Person, School
from services.directory.views.account import KnownAccount


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


async def earlier_answer(connection: AsyncConnection, import_id: UUID) -> tuple[str, dict[str, dict[str, int]]]:
    """Content hash and answer of an import that was taken in before."""
    statement = select(ImportRun.content_hash, ImportRun.counts).where(ImportRun.id == import_id)
    content_hash, counts = (await connection.execute(statement)).one()
    return content_hash, counts


async def known_accounts(connection: AsyncConnection, logins: Iterable[str]) -> list[KnownAccount]:
    """Which of these folded logins are somebody's, and whether with a password."""
    statement = select(Account.login, Account.person_id, Account.password_hash.is_not(None).label("has_password"))
    possible = {login for login in logins if login_fault(login) is None}
    found = await connection.execute(statement.where(Account.login.in_(possible)).order_by(Account.login))
    return [KnownAccount(**row._mapping) for row in found]
