"""Sessions: begun, kept alive by rotating refresh tokens, and ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update

from chassis import clock
from chassis.errors import ForbiddenError, Text
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.events.directory import SessionRevoked
from services.directory.domain.account.session import Refreshing, expiry
from services.directory.models import Session
from services.directory.queries.account import session as queries


@dataclass(frozen=True)
class Refreshed:
    """The session lives on; its refresh token is that of `generation`."""

    person_id: UUID
    session_id: UUID
    generation: int


async def begin(transaction: Transaction, person_id: UUID) -> UUID:
    """A new session, whose first refresh token has generation 0."""
    now = clock.machine()
    session_id = uuid7()
    values = {
        "id": session_id,
        "person_id": person_id,
        "started_at": now,
        "generation": 0,
        "rotated_at": now,
        "expires_at": expiry(now, now),
    }
    await transaction.execute(insert(Session).values(values))
    return session_id


async def refresh(transaction: Transaction, session_id: UUID, presented: int) -> Refreshed | None:
    """Rotate, or answer the token before again within its grace. None: refused.

    A token that comes back later was copied, so its session is revoked; that must be committed, hence no exception.
    """
    now = clock.machine()
    found = await queries.session(transaction.connection, session_id)
    if found is None:
        return None
    person_id, started_at, state = found
    match state.judge(presented, now):
        case Refreshing.CURRENT:
            await _rotate(transaction, session_id, presented + 1, now, expiry(started_at, now))
            return Refreshed(person_id, session_id, presented + 1)
        case Refreshing.JUST_REPLACED:
            return Refreshed(person_id, session_id, state.generation)
        case Refreshing.REUSED:
            await _end(transaction, [session_id], now, "refresh token reused")
    return None


async def sign_out(transaction: Transaction, actor: Actor) -> None:
    """End the session this token belongs to; again is no error. Raises ForbiddenError for a personal token."""
    require_sign_in(actor)
    await _end(transaction, [actor.session_id], clock.machine(), "signed out")


async def end_others(transaction: Transaction, actor: Actor) -> None:
    """End the person's other sessions: whoever knew the old password is signed out."""
    now = clock.machine()
    others = await queries.open_sessions(transaction.connection, actor.person_id, now, but=actor.session_id)
    await _end(transaction, others, now, "password changed")


async def end_all(transaction: Transaction, person_id: UUID, because: str) -> None:
    """End every session of a person."""
    now = clock.machine()
    await _end(transaction, await queries.open_sessions(transaction.connection, person_id, now), now, because)


def require_sign_in(actor: Actor) -> None:
    """Raises ForbiddenError for a program with a personal token: keys and passwords are for their owner's hands."""
    if actor.scopes is not None:
        text = Text("请用账号密码登录后再操作，不能用访问令牌。", "Sign in yourself: a personal token may not do this.")
        raise ForbiddenError("sign_in_needed", text)


async def _rotate(
    transaction: Transaction, session_id: UUID, generation: int, now: datetime, expires_at: datetime
) -> None:
    values = {"generation": generation, "rotated_at": now, "expires_at": expires_at}
    await transaction.execute(update(Session).where(Session.id == session_id).values(values))


async def _end(transaction: Transaction, session_ids: list[UUID], now: datetime, because: str) -> None:
    if not session_ids:
        return
    live = update(Session).where(Session.id.in_(session_ids), Session.revoked_at.is_(None))
    ended = live.values(revoked_at=now, revoked_because=because).returning(Session.id)
    for session_id in (await transaction.execute(ended)).scalars():
        transaction.emit(SessionRevoked(session_id=session_id, revoked_at=now), subject=session_id, version=1)
