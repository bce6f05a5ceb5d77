"""A person's own password."""

import asyncio

from sqlalchemy import update

from chassis.clock import SHANGHAI
from chassis.errors import InvalidError, Text, TooManyError, invalid_field
from chassis.store.database import Database
from chassis.web.auth import Actor
from services.directory.commands.account import session
from services.directory.commands.account.sign_in import Locked, Wrong, check_password, forgive, login_hash
from services.directory.credentials.password import Gate, hash_password
from services.directory.domain.account.sign_in import password_fault
from services.directory.models import Account
from services.directory.queries.account import sign_in as queries
from services.directory.queries.account.sign_in import Credentials


async def change_password(database: Database, gate: Gate, actor: Actor, current: str, new: str) -> None:
    """Set a new password and end the person's other sessions; commits.

    Wrong current passwords count like wrong sign-ins. Raises InvalidError, TooManyError while locked, ForbiddenError.
    """
    session.require_sign_in(actor)
    async with gate:
        known = await _confirmed(database, gate, actor, current, new)
        password_hash = await asyncio.to_thread(hash_password, new)
    async with database.transaction() as transaction:
        account = update(Account).where(Account.person_id == known.person_id)
        await transaction.execute(account.values(password_hash=password_hash))
        await forgive(transaction, known.login)
        await session.end_others(transaction, actor)


async def _confirmed(database: Database, gate: Gate, actor: Actor, current: str, new: str) -> Credentials:
    async with database.reading() as connection:
        known = await queries.credentials_of(connection, actor.person_id)
        if known is None:
            raise invalid_field("current", "no_account", "您还没有登录账号。", "You have no account to sign in with.")
        failures = await queries.failures(connection, login_hash(known.login))
    fault = password_fault(new, known.login)
    if fault is not None:
        raise invalid_field("new", "weak_password", fault.zh, fault.en)
    if new == current:
        raise invalid_field("new", "same_password", "新密码与原密码相同。", "The new password is the old one.")
    outcome = await check_password(database, gate, known.login, failures, known, current)
    if not isinstance(outcome, Credentials):
        raise _refusal(outcome)
    return outcome


def _refusal(outcome: Wrong | Locked) -> InvalidError | TooManyError:
    if isinstance(outcome, Wrong):
        zh = f"原密码不对，还可以再试 {outcome.left} 次。"
        return invalid_field("current", "wrong_password", zh, f"Wrong password; {outcome.left} attempts are left.")
    at = outcome.until.astimezone(SHANGHAI)
    text = Text(
        f"密码连续输错多次，该账号已锁定，请在 {at:%H:%M} 后再试。",
        f"Too many wrong passwords: this login is locked. Try again after {at:%H:%M} (China time).",
    )
    return TooManyError("locked", text, extra={"retry_after": outcome.retry_after})
