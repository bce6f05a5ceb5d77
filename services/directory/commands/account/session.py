"""Sessions: begun, kept alive by rotating refresh tokens, and ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.events.directory import SessionRevoked
from services.directory.domain.account.session import Refreshing, expiry
from services.directory.models import PersonalToken, Session
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
    """End the session this token belongs to; again is no error."""
    await _end(transaction, [actor.session_id], clock.machine(), "signed out")


async def end_all(transaction: Transaction, person_id: UUID, because: str, but: UUID | None = None) -> None:
    """End every session of a person but for one, and every personal token: whatever else opens the account from now on."""
    now = clock.machine()
    await _end(transaction, await queries.open_sessions(transaction.connection, person_id, now, but), now, because)
    live = update(PersonalToken).where(PersonalToken.person_id == person_id, PersonalToken.revoked_at.is_(None))
    ended = (await transaction.execute(live.values(revoked_at=now).returning(PersonalToken.id))).scalars()
    _tell(transaction, ended, now)


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
    _tell(transaction, (await transaction.execute(ended)).scalars(), now)


def _tell(transaction: Transaction, ended: Iterable[UUID], now: datetime) -> None:
    """What was made from them is refused from now on, wherever it is shown."""
    for session_id in ended:
        transaction.emit(SessionRevoked(session_id=session_id, revoked_at=now), subject=session_id, version=1)
