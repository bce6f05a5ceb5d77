"""Personal access tokens: made, exchanged for access tokens, revoked."""

import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from chassis import clock
from chassis.errors import ConflictError, Text, invalid_field, not_found
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from chassis.web.scopes import Scope
from contracts.events.directory import SessionRevoked
from services.directory.credentials.token import new_personal_token
from services.directory.domain.account.personal_token import PERSONAL_TOKEN_LONGEST, TokenScope
from services.directory.domain.texts import name_fault
from services.directory.models import PersonalToken
from services.directory.queries.account import personal_token as queries
from services.directory.queries.account.personal_token import StoredToken
from services.directory.views.account import NewToken


async def make(
    transaction: Transaction, actor: Actor, name: str, scopes: list[TokenScope], expires_at: datetime
) -> NewToken:
    """A new token. Raises InvalidError, ConflictError where the name is taken."""
    now = clock.machine()
    _check(name.strip(), scopes, expires_at, now)
    token_id = uuid7()
    token, secret_hash = new_personal_token(token_id)
    shown = {"name": name.strip(), "scopes": sorted(set(scopes)), "created_at": now, "expires_at": expires_at}
    values = shown | {"id": token_id, "person_id": actor.person_id, "secret_hash": secret_hash}
    try:
        await transaction.execute(insert(PersonalToken).values(values))
    except IntegrityError as error:
        text = Text(
            "已有同名的令牌，请换个名称或先撤销它。", "A token of this name exists; choose another or revoke it."
        )
        raise ConflictError("token_exists", text) from error
    return NewToken(token_id=token_id, token=token, **shown)


async def revoke(transaction: Transaction, actor: Actor, token_id: UUID) -> None:
    """End a token of one's own and all access tokens made from it; again is no error. Raises NotFoundError."""
    stored = await queries.personal_token(transaction.connection, token_id)
    if stored is None or stored.person_id != actor.person_id:
        raise not_found()
    now = clock.machine()
    live = update(PersonalToken).where(PersonalToken.id == token_id, PersonalToken.revoked_at.is_(None))
    ended = await transaction.execute(live.values(revoked_at=now).returning(PersonalToken.id))
    if ended.one_or_none() is not None:
        transaction.emit(SessionRevoked(session_id=token_id, revoked_at=now), subject=token_id, version=1)


def is_good(stored: StoredToken | None, secret_hash: str, now: datetime) -> bool:
    """Whether what was shown is a living token."""
    if stored is None or not hmac.compare_digest(stored.secret_hash, secret_hash):
        return False
    return not stored.revoked and stored.expires_at > now


def _check(name: str, scopes: list[TokenScope], expires_at: datetime, now: datetime) -> None:
    fault = name_fault(name)
    if fault is not None:
        raise invalid_field("name", "invalid_name", fault.zh, fault.en)
    if Scope.READ not in scopes:
        zh, en = "请选择读取权限：办理也须能读取。", "Choose the scope read; to write one must read too."
        raise invalid_field("scopes", "scopes_required", zh, en)
    if not now < expires_at <= now + PERSONAL_TOKEN_LONGEST:
        days = PERSONAL_TOKEN_LONGEST.days
        raise invalid_field(
            "expires_at",
            "expiry_out_of_range",
            f"有效期应在今天之后、{days} 天之内。",
            f"It must expire later than now and within {days} days.",
        )
