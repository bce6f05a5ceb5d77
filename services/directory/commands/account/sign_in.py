"""Signing in with a password. A failure is counted in a transaction of its own, which commits though the request fails."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.store.database import Database, Transaction
from services.directory.commands.account import session
from services.directory.credentials.password import Gate
from services.directory.domain.account.sign_in import FAILURE_WINDOW, Failures, one_more
from services.directory.domain.texts import fold_login, login_fault
from services.directory.models import SignInFailures
from services.directory.queries.account import sign_in as queries
from services.directory.queries.account.sign_in import Credentials


@dataclass(frozen=True)
class SignedIn:
    """A session was begun."""

    person_id: UUID
    session_id: UUID


@dataclass(frozen=True)
class Wrong:
    """Login or password is wrong; so many attempts are left."""

    left: int


@dataclass(frozen=True)
class Locked:
    """Too many failures; the login is locked until then, known or not."""

    until: datetime
    retry_after: int

    @classmethod
    def from_now(cls, until: datetime, now: datetime) -> "Locked":
        """Locked until a moment; the wait in whole seconds, rounded up."""
        return cls(until, int((until - now).total_seconds()) + 1)


async def sign_in(database: Database, gate: Gate, login: str, password: str) -> SignedIn | Wrong | Locked:
    """Begin a session. No connection is held while the password is checked."""
    folded = fold_login(login)
    async with gate:
        async with database.reading() as connection:
            failures = await queries.failures(connection, login_hash(folded))
            known = await queries.credentials(connection, folded) if login_fault(folded) is None else None
        outcome = await check_password(database, gate, folded, failures, known, password)
    if not isinstance(outcome, Credentials):
        return outcome
    async with database.transaction() as transaction:
        await forgive(transaction, folded)
        return SignedIn(outcome.person_id, await session.begin(transaction, outcome.person_id))


async def check_password(
    database: Database, gate: Gate, login: str, failures: Failures | None, known: Credentials | None, password: str
) -> Credentials | Wrong | Locked:
    """The account where the password fits. Call it inside the gate, which keeps a crowd of guesses from passing the lock."""
    now = clock.machine()
    locked_until = failures.lock_at(now) if failures else None
    if locked_until is not None:
        return Locked.from_now(locked_until, now)
    fits = await gate.verify(password, known.password_hash if known else None)
    if known is not None and fits:
        return known
    async with database.transaction() as transaction:
        failures = await _count(transaction, login_hash(login), clock.machine())
    return Locked.from_now(failures.locked_until, now) if failures.locked_until else Wrong(failures.left)


async def forgive(transaction: Transaction, login: str) -> None:
    """Forget the failures of a login whose owner has shown up."""
    await transaction.execute(delete(SignInFailures).where(SignInFailures.login_hash == login_hash(login)))


def login_hash(login: str) -> str:
    """By what failures are counted: of one length, whatever was typed."""
    return hashlib.sha256(login.encode()).hexdigest()


async def _count(transaction: Transaction, hashed: str, now: datetime) -> Failures:
    await transaction.execute(select(func.pg_advisory_xact_lock(func.hashtext(hashed))))
    failures = one_more(await queries.failures(transaction.connection, hashed), now)
    values = {"count": failures.count, "since": failures.since, "locked_until": failures.locked_until}
    statement = upsert(SignInFailures).values(login_hash=hashed, **values)
    await transaction.execute(statement.on_conflict_do_update(index_elements=["login_hash"], set_=values))
    await _forget_old_ones(transaction, now - FAILURE_WINDOW - timedelta(hours=1), now)
    return failures


async def _forget_old_ones(transaction: Transaction, before: datetime, now: datetime) -> None:
    lock_is_over = or_(SignInFailures.locked_until.is_(None), SignInFailures.locked_until < now)
    old = select(SignInFailures.login_hash).where(SignInFailures.since < before, lock_is_over)
    # Whoever counts a failure just now holds its row: left for the next time, so that nobody waits in a ring.
    free = old.limit(100).with_for_update(skip_locked=True)
    await transaction.execute(delete(SignInFailures).where(SignInFailures.login_hash.in_(free)))
