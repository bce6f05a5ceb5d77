"""A person's own password."""

from sqlalchemy import update

from chassis import clock
from chassis.errors import InvalidError, Text, TooManyError, invalid_field
from chassis.store.database import Database
from chassis.web.auth import Actor
from services.directory.commands.account import guessing, session
from services.directory.commands.account.guessing import Held, Wrong
from services.directory.credentials.password import Gate
from services.directory.domain.account.sign_in import password_fault
from services.directory.models import Account
from services.directory.queries.account import sign_in as queries
from services.directory.queries.account.sign_in import Credentials


async def change_password(database: Database, gate: Gate, actor: Actor, current: str, new: str) -> None:
    """Set a new password and end the person's other sessions and all personal tokens; commits.

    Wrong current passwords slow the session down. Raises InvalidError, TooManyError while it waits, CrowdedError.
    """
    async with database.reading() as connection:
        known = await queries.credentials_of(connection, actor.person_id)
    if known is None:
        raise invalid_field("current", "no_account", "您还没有登录账号。", "You have no account to sign in with.")
    _check(known, current, new)
    counters = guessing.of_session(known.login, str(actor.session_id))
    async with gate.turn(None):
        async with database.transaction() as transaction:
            charged = await guessing.charge(transaction, counters, clock.machine())
        if isinstance(charged, Held):
            raise _held(charged)
        if not (await gate.check(current, known.password_hash)).fits:
            raise _wrong(charged)
        password_hash = await gate.made(new)
    async with database.transaction() as transaction:
        account = update(Account).where(Account.person_id == known.person_id)
        await transaction.execute(account.values(password_hash=password_hash))
        await guessing.forgive(transaction, counters)
        await session.end_all(transaction, actor.person_id, "password changed", but=actor.session_id)


def _check(known: Credentials, current: str, new: str) -> None:
    fault = password_fault(new, known.login)
    if fault is not None:
        raise invalid_field("new", "weak_password", fault.zh, fault.en)
    if new == current:
        raise invalid_field("new", "same_password", "新密码与原密码相同。", "The new password is the old one.")


def _wrong(charged: Wrong) -> InvalidError:
    if charged.wait:
        zh, en = f"原密码不对，请在 {charged.wait} 秒后再试。", f"Wrong password; try again in {charged.wait} seconds."
    else:
        zh, en = f"原密码不对，还可以再试 {charged.left} 次。", f"Wrong password; {charged.left} attempts are left."
    return invalid_field("current", "wrong_password", zh, en)


def _held(charged: Held) -> TooManyError:
    text = Text(
        f"原密码连续输错多次，请在 {charged.wait} 秒后再试。",
        f"Too many wrong passwords; try again in {charged.wait} seconds.",
    )
    return TooManyError("slowed_down", text, extra={"retry_after": charged.wait})
