"""Signing in by what a provider has proven (OIDC): nobody is ever made here, and a lock after wrong passwords does not count."""

from datetime import timedelta
from enum import Enum, auto
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.errors import not_found
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Right
from services.directory.commands.account import session
from services.directory.commands.account.sign_in import SignedIn
from services.directory.commands.entitled import require
from services.directory.domain.account.external import External
from services.directory.models import ExternalIdentity, UsedNonce
from services.directory.provider.attempt import LASTS, Attempt
from services.directory.queries.account import external as queries


class Unknown(Enum):
    """Why nobody is signed in."""

    USED = auto()
    NOBODY = auto()
    BOUND_OTHERWISE = auto()


async def sign_in(transaction: Transaction, attempt: Attempt, proven: External) -> SignedIn | Unknown:
    """Begin a session, once for an attempt. The first time the login claim names the account; from then on the subject does."""
    if not await _is_first_use(transaction, attempt):
        return Unknown.USED
    person_id = await queries.linked_person(transaction.connection, proven)
    if person_id is None:
        found = await _link(transaction, proven)
        if isinstance(found, Unknown):
            return found
        person_id = found
    return SignedIn(person_id, await session.begin(transaction, person_id))


async def unbind(transaction: Transaction, actor: Actor, person_id: UUID) -> None:
    """Free a person's login for another account of the provider, and end their sessions: whoever was bound is out.

    Raises ForbiddenError for all but administrators, NotFoundError where nothing is bound.
    """
    await require(transaction.connection, Right.UNBIND_ACCOUNTS, actor)
    bound = delete(ExternalIdentity).where(ExternalIdentity.person_id == person_id)
    if not (await transaction.execute(bound.returning(ExternalIdentity.subject))).all():
        raise not_found("这个人没有绑定统一身份账号。", "Nothing is bound to this person.")
    await session.end_all(transaction, person_id, "unbound from the provider")


async def _link(transaction: Transaction, proven: External) -> UUID | Unknown:
    """Bind the subject to the account its login names, unless another subject has it: logins are handed on, people are not."""
    person_id = await queries.account_of(transaction.connection, proven.login) if proven.login else None
    if person_id is None:
        return Unknown.NOBODY
    values = {
        "issuer": proven.issuer,
        "subject": proven.subject,
        "person_id": person_id,
        "linked_at": clock.machine(),
    }
    await transaction.execute(upsert(ExternalIdentity).values(values).on_conflict_do_nothing())
    # Two first sign-ins at once: whoever comes second sees here what the first has bound.
    bound = await queries.linked_person(transaction.connection, proven)
    return Unknown.BOUND_OTHERWISE if bound is None else bound


async def _is_first_use(transaction: Transaction, attempt: Attempt) -> bool:
    now = clock.machine()
    statement = upsert(UsedNonce).values(nonce_hash=attempt.nonce_hash, used_at=now).on_conflict_do_nothing()
    first = (await transaction.execute(statement.returning(UsedNonce.nonce_hash))).one_or_none() is not None
    await _forget_old_ones(transaction, LASTS + timedelta(hours=1))
    return first


async def _forget_old_ones(transaction: Transaction, age: timedelta) -> None:
    """An attempt that is too old is refused for its age, used or not."""
    old = select(UsedNonce.nonce_hash).where(UsedNonce.used_at < clock.machine() - age).limit(100)
    free = old.with_for_update(skip_locked=True)
    await transaction.execute(delete(UsedNonce).where(UsedNonce.nonce_hash.in_(free)))
