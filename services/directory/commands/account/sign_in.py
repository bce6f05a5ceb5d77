"""Signing in with a password. An attempt is counted in a transaction of its own, which commits though the request fails."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from chassis import clock
from chassis.store.database import Database, Transaction
from services.directory.commands.account import guessing, session
from services.directory.commands.account.guessing import Counter, Held, Wrong
from services.directory.credentials.device import Device
from services.directory.credentials.password import Gate, is_weak
from services.directory.credentials.turns import CrowdedError
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
    """Begin a session. No connection is held while the password is checked."""
    folded, address = fold_login(login), subscriber(whence.address)
    async with database.transaction() as transaction:
        known = await queries.credentials(transaction.connection, folded) if login_fault(folded) is None else None
        device = next((one for one in whence.devices if known and one.person_id == known.person_id), None)
        counters = guessing.of_device(folded, device.id) if device else guessing.of_stranger(folded, address)
        charged = await guessing.charge(transaction, counters, clock.machine())
    if isinstance(charged, Held):
        return charged
    stranger = None if device else address
    if not await fits(database, gate, counters, password, known, stranger) or known is None:
        return charged
    stronger = await _made_anew(gate, password, known.password_hash)
    async with database.transaction() as transaction:
        await guessing.forgive(transaction, counters)
        if stronger:
            await _keep(transaction, known, stronger)
        return SignedIn(known.person_id, await session.begin(transaction, known.person_id))


async def fits(
    database: Database,
    gate: Gate,
    counters: list[Counter],
    password: str,
    known: Credentials | None,
    stranger: str | None,
) -> bool:
    """Whether this is the account's password. Raises CrowdedError where nobody looked; the attempt then does not count."""
    try:
        return await gate.verify(password, known.password_hash if known else None, stranger)
    except CrowdedError:
        async with database.transaction() as transaction:
            await guessing.take_back(transaction, counters)
        raise


async def _made_anew(gate: Gate, password: str, password_hash: str | None) -> str | None:
    """A hash as we make them, where the one at hand was made elsewhere and is weaker; signing in does not fail for it."""
    if password_hash is None or not is_weak(password_hash):
        return None
    try:
        return await gate.made(password)
    except CrowdedError:
        return None


async def _keep(transaction: Transaction, known: Credentials, stronger: str) -> None:
    """Unless the password was changed meanwhile."""
    same = Account.password_hash == known.password_hash
    await transaction.execute(
        update(Account).where(Account.person_id == known.person_id, same).values(password_hash=stronger)
    )
