"""Versions of the rules: drafted, changed until they are published, published, dated."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import clock
from chassis.clock import SHANGHAI
from chassis.errors import ConflictError, InvalidError, Text, not_found
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Right
from contracts.events.directory import RuleSetPublished
from contracts.rules import VERSION_1, RuleSet
from services.directory.commands.entitled import require
from services.directory.domain.identities import rule_set_id
from services.directory.domain.rule_set import rule_set_faults
from services.directory.models import RuleSetVersion
from services.directory.queries import rule_set as queries
from services.directory.views.rule_set import RuleSetDetail

# The day of the measures, 29 October 2021.
VERSION_1_FROM = datetime(2021, 10, 29, tzinfo=SHANGHAI)


async def ensure_first(transaction: Transaction) -> bool:
    """Version 1 as the measures have it, in force from their day; False where it is there already."""
    now = clock.business()
    values = {
        "version": VERSION_1.version,
        "name": VERSION_1.name,
        "content": VERSION_1.model_dump(mode="json"),
        "drafted_at": now,
        "published_at": now,
        "effective_from": VERSION_1_FROM,
    }
    statement = upsert(RuleSetVersion).values(values).on_conflict_do_nothing().returning(RuleSetVersion.version)
    if (await transaction.execute(statement)).one_or_none() is None:
        return False
    _announce(transaction, VERSION_1, VERSION_1_FROM)
    return True


async def draft(transaction: Transaction, actor: Actor, given: Mapping[str, Any]) -> RuleSetDetail:
    """A new version that binds nobody yet; `given` is a rule set without a number.

    Raises ForbiddenError, InvalidError, and ConflictError where the same draft lies there already.
    """
    await require(transaction.connection, Right.DRAFT_RULES, actor)
    await _one_at_a_time(transaction)
    version = await queries.newest_version(transaction.connection) + 1
    rules = _sound(version, given)
    await _refuse_second_draft(transaction.connection, rules)
    await transaction.execute(insert(RuleSetVersion).values(version=version, **_drafted(actor, rules)))
    return await _detail(transaction.connection, version)


async def change(transaction: Transaction, actor: Actor, version: int, given: Mapping[str, Any]) -> RuleSetDetail:
    """Put another rule set in the place of a draft.

    Raises ForbiddenError, NotFoundError, InvalidError, and ConflictError where it is published, or is the same as another draft.
    """
    await require(transaction.connection, Right.DRAFT_RULES, actor)
    await _one_at_a_time(transaction)
    await _unpublished(transaction.connection, version)
    rules = _sound(version, given)
    await _refuse_second_draft(transaction.connection, rules)
    changed = update(RuleSetVersion).where(RuleSetVersion.version == version)
    await transaction.execute(changed.values(**_drafted(actor, rules)))
    return await _detail(transaction.connection, version)


async def publish(
    transaction: Transaction, actor: Actor, version: int, effective_from: datetime | None
) -> RuleSetDetail:
    """Put a draft into force for cases started from a moment on, which is never in the past.

    Raises ForbiddenError, NotFoundError, ConflictError where it is published already, and InvalidError for a draft that has grown unsound.
    """
    await require(transaction.connection, Right.PUBLISH_RULES, actor)
    rules = _sound(version, dict(await _unpublished(transaction.connection, version)))
    now = clock.business()
    start = max(effective_from or now, now)
    values = {"published_by": actor.person_id, "published_at": now, "effective_from": start}
    await transaction.execute(update(RuleSetVersion).where(RuleSetVersion.version == version).values(values))
    _announce(transaction, rules, start)
    return await _detail(transaction.connection, version)


async def _one_at_a_time(transaction: Transaction) -> None:
    """Two drafts at once would have one number, and neither would see that the other is the same."""
    await transaction.execute(select(func.pg_advisory_xact_lock(func.hashtext("rule_sets"))))


async def _unpublished(connection: AsyncConnection, version: int) -> RuleSet:
    row = await queries.locked(connection, version)
    if row is None:
        raise not_found()
    if row.published_at is not None:
        text = Text(
            "这一版规则已经发布，不能更改；请另拟新版。", "This version is published and fixed; draft a new one."
        )
        extra = {"at": row.published_at.isoformat(), "effective_from": row.effective_from.isoformat()}
        raise ConflictError("already_published", text, extra=extra)
    return RuleSet.model_validate(row.content)


def _sound(version: int, given: Mapping[str, Any]) -> RuleSet:
    rules = RuleSet(**{**given, "version": version, "name": given["name"].strip()})
    faults = rule_set_faults(rules)
    if faults:
        text = Text("规则有误，未保存，请看各项旁的说明。", "The rules were not saved; see the note beside each field.")
        raise InvalidError("invalid_rule_set", text, tuple(faults))
    return rules


def _drafted(actor: Actor, rules: RuleSet) -> dict[str, Any]:
    content = rules.model_dump(mode="json")
    return {"name": rules.name, "content": content, "drafted_by": actor.person_id, "drafted_at": clock.business()}


async def _detail(connection: AsyncConnection, version: int) -> RuleSetDetail:
    found = await queries.rule_set(connection, clock.business(), True, version)
    if found is None:
        raise not_found()
    return found


async def _refuse_second_draft(connection: AsyncConnection, rules: RuleSet) -> None:
    same = await queries.draft_like(connection, rules)
    if same is not None:
        text = Text(f"相同的草案已存在，为第 {same} 版。", f"The same draft exists already as version {same}.")
        raise ConflictError("draft_exists", text, extra={"version": same})


def _announce(transaction: Transaction, rule_set: RuleSet, effective_from: datetime) -> None:
    event = RuleSetPublished(rule_set=rule_set, effective_from=effective_from)
    transaction.emit(event, subject=rule_set_id(rule_set.version), version=1)
