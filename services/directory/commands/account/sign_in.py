"""Signing in with a password. An attempt is counted in a transaction of its own, which commits though the request fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import clock
from chassis.store.database import Database, Transaction
from services.directory.commands.account import guessing, session
from services.directory.commands.account.guessing import Held, Wrong
from services.directory.credentials.device import Device
from services.directory.credentials.password import Gate, is_weak
from services.directory.domain.account.sign_in import subscriber
from services.directory.domain.texts import fold_login, login_fault
from services.directory.models import Account
from services.directory.queries.account import sign_in as queries
from services.directory.queries.account.sign_in import Credentials


@dataclass(frozen=True)
class SignedIn:
    """A session was begun."""

    person_id: UUID
    session_id: UUID


@dataclass(frozen=True)
class Whence:
    """Where somebody signs in: the address, and what the device has of those who signed in on it before."""

    address: str
    devices: tuple[Device, ...] = ()


async def sign_in(database: Database, gate: Gate, login: str, password: str, whence: Whence) -> SignedIn | Wrong | Held:
    """Begin a session. Attempts take turns before anything is asked of the database; none holds a connection while it is checked.

    Raises CrowdedError.
    """
    folded, address = fold_login(login), subscriber(whence.address)
    device = await _known_device(database, folded, whence.devices)
    counters = guessing.of_device(folded, device.id) if device else guessing.of_stranger(folded, address)
    async with gate.turn(None if device else address):
        async with database.transaction() as transaction:
            known = await _account(transaction.connection, folded)
            charged = await guessing.charge(transaction, counters, clock.machine())
        if isinstance(charged, Held):
            return charged
        checked = await gate.check(password, known.password_hash if known else None)
        weak = checked.fits and known and known.password_hash and is_weak(known.password_hash)
        stronger = await gate.made(password) if weak else None
    if not checked.fits or known is None:
        await checked.even()
        return charged
    async with database.transaction() as transaction:
        await guessing.forgive(transaction, counters)
        if stronger:
            await _keep(transaction, known, stronger)
        return SignedIn(known.person_id, await session.begin(transaction, known.person_id))


async def _known_device(database: Database, login: str, devices: Sequence[Device]) -> Device | None:
    """The one of these on which this account was signed in to before."""
    if not devices:
        return None
    async with database.reading() as connection:
        known = await _account(connection, login)
    return next((device for device in devices if known and device.person_id == known.person_id), None)


async def _account(connection: AsyncConnection, login: str) -> Credentials | None:
    return await queries.credentials(connection, login) if login_fault(login) is None else None


async def _keep(transaction: Transaction, known: Credentials, stronger: str) -> None:
    """Unless the password was changed meanwhile."""
    same = Account.password_hash == known.password_hash
    await transaction.execute(
        update(Account).where(Account.person_id == known.person_id, same).values(password_hash=stronger)
    )
