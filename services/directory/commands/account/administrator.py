"""The first administrator, made before anybody can sign in."""

import asyncio
from uuid import UUID

from sqlalchemy import func, insert, select

from chassis import clock
from chassis.errors import InvalidError
from chassis.ids import uuid7
from chassis.settings import settings
from chassis.store.database import Database, Transaction
from contracts.events.directory import AssignmentChanged, PersonRegistered
from contracts.offices import CITY, Office, Role
from services.directory.credentials.password import hash_password
from services.directory.domain.account.sign_in import password_fault
from services.directory.domain.texts import fold_login, login_fault
from services.directory.models import Account, Assignment, Person
from services.directory.queries.account import sign_in as queries

NAME = "系统管理员"
OFFICE = Office(role=Role.ADMINISTRATOR, scope=CITY)


async def ensure_administrator(login: str, password: str) -> bool:
    """Make a person who administers, with this login; commits. An account that exists stays as it is: False.

    Raises InvalidError for a login or password that will not do.
    """
    folded = fold_login(login)
    for code, fault in (("login", login_fault(folded)), ("password", password_fault(password, folded))):
        if fault is not None:
            raise InvalidError(f"invalid_{code}", fault)
    password_hash = await asyncio.to_thread(hash_password, password)
    database = Database("directory", settings().database_of("directory"), pool_size=1)
    try:
        async with database.transaction() as transaction:
            return await make_administrator(transaction, folded, password_hash)
    finally:
        await database.close()


async def make_administrator(transaction: Transaction, login: str, password_hash: str) -> bool:
    """Person, account and office, unless the login exists."""
    await transaction.execute(select(func.pg_advisory_xact_lock(func.hashtext("administrator"))))
    if await queries.credentials(transaction.connection, login) is not None:
        return False
    person_id = uuid7()
    await transaction.execute(insert(Person).values(id=person_id, name=NAME, version=1))
    await transaction.execute(insert(Account).values(person_id=person_id, login=login, password_hash=password_hash))
    registered = PersonRegistered(person_id=person_id, name=NAME, school_id=None, login=login)
    transaction.emit(registered, subject=person_id, version=1)
    await _appoint(transaction, person_id)
    return True


async def _appoint(transaction: Transaction, person_id: UUID) -> None:
    assignment_id, now = uuid7(), clock.business()
    values = {"role": OFFICE.role, "scope": OFFICE.scope, "office_name": NAME, "valid_from": now}
    await transaction.execute(insert(Assignment).values(id=assignment_id, person_id=person_id, version=1, **values))
    transaction.emit(
        AssignmentChanged(
            assignment_id=assignment_id,
            person_id=person_id,
            office=OFFICE,
            office_name=NAME,
            valid_from=now,
            valid_until=None,
        ),
        subject=assignment_id,
        version=1,
    )
