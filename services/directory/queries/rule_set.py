"""Versions of the rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store import pages
from chassis.store.pages import Page
from contracts.rules import RuleSet
from services.directory.models import RuleSetVersion
from services.directory.views.rule_set import RuleSetDetail, RuleSetItem

_BY_VERSION = pages.Order("rule_sets", RuleSetVersion.version)


async def rule_sets(
    connection: AsyncConnection, now: datetime, drafts: bool, after: str | None, limit: int
) -> Page[RuleSetItem]:
    """All versions in their order; drafts only for those who make rules."""
    statement = _visible(drafts)
    current = await in_force(connection, now)
    return await pages.read(
        connection,
        statement,
        _BY_VERSION,
        lambda row: RuleSetItem(**_shown(row, current)),
        after=after,
        limit=limit,
    )


async def rule_set(connection: AsyncConnection, now: datetime, drafts: bool, version: int) -> RuleSetDetail | None:
    """One version with its content."""
    statement = _visible(drafts).add_columns(RuleSetVersion.content).where(RuleSetVersion.version == version)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else RuleSetDetail(**_shown(row, await in_force(connection, now)))


async def in_force(connection: AsyncConnection, now: datetime) -> int | None:
    """The version cases started now run under: the one that took effect last."""
    statement = (
        select(RuleSetVersion.version)
        .where(RuleSetVersion.effective_from <= now)
        .order_by(RuleSetVersion.effective_from.desc(), RuleSetVersion.version.desc())
        .limit(1)
    )
    return (await connection.execute(statement)).scalar_one_or_none()


async def newest_version(connection: AsyncConnection) -> int:
    """The highest version number given so far, 0 for none."""
    return int(await connection.scalar(select(func.coalesce(func.max(RuleSetVersion.version), 0))) or 0)


async def draft_like(connection: AsyncConnection, rules: RuleSet) -> int | None:
    """Another unpublished version that says the same under another number."""
    content = rules.model_dump(mode="json", exclude={"version"})
    statement = select(RuleSetVersion.version).where(
        RuleSetVersion.published_at.is_(None),
        RuleSetVersion.version != rules.version,
        RuleSetVersion.content.op("-", return_type=JSONB)("version") == literal(content, JSONB),
    )
    return (await connection.execute(statement.limit(1))).scalar_one_or_none()


async def locked(connection: AsyncConnection, version: int) -> Any:
    """A version that is to be changed or published, or None."""
    statement = select(RuleSetVersion.content, RuleSetVersion.published_at, RuleSetVersion.effective_from)
    found = await connection.execute(statement.where(RuleSetVersion.version == version).with_for_update())
    return found.one_or_none()


def _visible(drafts: bool) -> Select[*tuple[Any, ...]]:
    statement = select(
        RuleSetVersion.version,
        RuleSetVersion.name,
        RuleSetVersion.drafted_at,
        RuleSetVersion.published_at,
        RuleSetVersion.effective_from,
    )
    return statement if drafts else statement.where(RuleSetVersion.published_at.is_not(None))


def _shown(row: Any, current: int | None) -> dict[str, Any]:
    state = "DRAFT" if row.published_at is None else "PUBLISHED"
    return dict(row._mapping) | {"state": state, "in_force": row.version == current}
