"""Versions of the rules: drafted, published, dated."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import clock
from chassis.clock import SHANGHAI
from chassis.errors import ConflictError, FieldError, ForbiddenError, InvalidError, Text, not_found
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.events.directory import RuleSetPublished
from contracts.rules import VERSION_1, Recruitment, RuleSet
from services.directory.domain.identities import rule_set_id
from services.directory.domain.offices import RULE_MAKERS
from services.directory.domain.rule_sets import recruitment_faults
from services.directory.domain.texts import name_fault
from services.directory.models import RuleSetVersion
from services.directory.queries import rule_sets as queries
from services.directory.views import RuleSetDetail

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


async def draft(transaction: Transaction, actor: Actor, name: str, recruitment: Recruitment) -> RuleSetDetail:
    """A new version that binds nobody yet.

    Raises ForbiddenError, InvalidError, and ConflictError where the same draft lies there already.
    """
    _require_rule_maker(actor)
    faults = list(recruitment_faults(recruitment))
    wrong_name = name_fault(name)
    if wrong_name is not None:
        faults.insert(0, FieldError("name", wrong_name))
    if faults:
        text = Text("规则有误，未保存，请看各项旁的说明。", "The rules were not saved; see the note beside each field.")
        raise InvalidError("invalid_rule_set", text, tuple(faults))
    connection = transaction.connection
    await transaction.execute(select(func.pg_advisory_xact_lock(func.hashtext("rule_sets"))))
    version = await queries.newest_version(connection) + 1
    rule_set = RuleSet(version=version, name=name.strip(), recruitment=recruitment)
    content = rule_set.model_dump(mode="json")
    await _refuse_second_draft(connection, rule_set.name, content)
    values = {"version": version, "name": rule_set.name, "content": content, "drafted_at": clock.business()}
    await transaction.execute(insert(RuleSetVersion).values(drafted_by=actor.person_id, **values))
    return await _detail(connection, version)


async def publish(
    transaction: Transaction, actor: Actor, version: int, effective_from: datetime | None
) -> RuleSetDetail:
    """Put a draft into force for cases started from a moment on, which is never in the past.

    Raises ForbiddenError, NotFoundError, and ConflictError where it is published already.
    """
    _require_rule_maker(actor)
    row = await queries.locked(transaction.connection, version)
    if row is None:
        raise not_found()
    if row.published_at is not None:
        text = Text(
            "这一版规则已经发布，不能更改；请另拟新版。", "This version is published and fixed; draft a new one."
        )
        extra = {"at": row.published_at.isoformat(), "effective_from": row.effective_from.isoformat()}
        raise ConflictError("already_published", text, extra=extra)
    now = clock.business()
    start = max(effective_from or now, now)
    values = {"published_by": actor.person_id, "published_at": now, "effective_from": start}
    await transaction.execute(update(RuleSetVersion).where(RuleSetVersion.version == version).values(values))
    _announce(transaction, RuleSet.model_validate(row.content), start)
    return await _detail(transaction.connection, version)


def makes_rules(actor: Actor) -> bool:
    """Whether the caller drafts and publishes rules, and so sees drafts."""
    return actor.holds_any(*RULE_MAKERS)


def _require_rule_maker(actor: Actor) -> None:
    if not makes_rules(actor):
        text = Text(
            "只有市名师办或系统管理员可以制定规则。", "Only the municipal office or an administrator makes rules."
        )
        raise ForbiddenError("not_a_rule_maker", text)


async def _detail(connection: AsyncConnection, version: int) -> RuleSetDetail:
    found = await queries.rule_set(connection, clock.business(), True, version)
    if found is None:
        raise not_found()
    return found


async def _refuse_second_draft(connection: AsyncConnection, name: str, content: dict[str, Any]) -> None:
    same = await queries.draft_like(connection, name, content)
    if same is not None:
        text = Text(f"相同的草案已存在，为第 {same} 版。", f"The same draft exists already as version {same}.")
        raise ConflictError("draft_exists", text, extra={"version": same})


def _announce(transaction: Transaction, rule_set: RuleSet, effective_from: datetime) -> None:
    event = RuleSetPublished(rule_set=rule_set, effective_from=effective_from)
    transaction.emit(event, subject=rule_set_id(rule_set.version), version=1)
