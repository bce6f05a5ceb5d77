"""Studios with their numbers: the list, all of it, and one."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from chassis.store.pages import Order, Page, read
from chassis.texts import literally
from services.enrollment.domain.sight import Sight
from services.enrollment.domain.words import StudioState
from services.enrollment.models import KnownCounty, RoundStudio, Studio
from services.enrollment.queries.known import in_force
from services.enrollment.queries.studio.numbers import is_short, members_of_one, under_way_of_one
from services.enrollment.queries.studio.visible import studio_visible_to

AT_ONCE = 200
# What everybody may read of a studio: nothing of how it came to be.
SHOWN: Final = (
    Studio.id, Studio.name, Studio.county, Studio.school_level, Studio.track, Studio.subject, Studio.host_id, Studio.host_name,
    Studio.host_school_name, Studio.host_titles, Studio.base_school_id, Studio.base_school_name, Studio.state,
    Studio.state_since,
)  # fmt: skip


@dataclass(frozen=True)
class StudioFilter:
    """What studios are narrowed to; None, or no state, leaves it open."""

    county: str | None = None
    school_level: str | None = None
    track: str | None = None
    subject: str | None = None
    state: tuple[StudioState, ...] = ()
    short: bool | None = None
    round_id: UUID | None = None
    q: str | None = None


def facet_conditions(columns: Mapping[str, ColumnElement[Any]], wanted: StudioFilter) -> dict[str, ColumnElement[bool]]:
    """What each chosen facet asks of its column; none for those left open."""
    asked = {name: getattr(wanted, name) for name in ("county", "school_level", "track", "subject", "short")}
    conditions = {name: columns[name] == value for name, value in asked.items() if value is not None}
    return conditions | ({"state": columns["state"].in_(wanted.state)} if wanted.state else {})


def narrowed(seen_by: Sight, wanted: StudioFilter) -> ColumnElement[bool]:
    """The condition that the person may see a studio, and that it is of the round and bears the words looked for."""
    conditions = [studio_visible_to(seen_by)]
    if wanted.round_id is not None:
        conditions.append(exists().where(RoundStudio.studio_id == Studio.id, RoundStudio.round_id == wanted.round_id))
    if wanted.q:
        named = (Studio.name, Studio.host_name, Studio.subject, Studio.base_school_name)
        conditions.append(or_(*(column.ilike(literally(wanted.q)) for column in named)))
    return and_(*conditions)


async def studios[Shown](
    connection: AsyncConnection,
    seen_by: Sight,
    wanted: StudioFilter,
    now: datetime,
    shown: Callable[[AnyRow], Shown],
    after: str | None,
    limit: int,
) -> Page[Shown]:
    """A page of studios by county and name, members and applications under way counted."""
    return await read(connection, _list(seen_by, wanted, now), IN_ORDER, shown, after=after, limit=limit)


async def whole_list(
    connection: AsyncConnection, seen_by: Sight, wanted: StudioFilter, now: datetime
) -> AsyncIterator[Sequence[AnyRow]]:
    """The whole list, some rows at a time; the connection is in a transaction, so that all rows are of one moment."""
    streamed = await connection.stream(_list(seen_by, wanted, now).order_by(*IN_ORDER.by))
    async for rows in streamed.partitions(AT_ONCE):
        yield rows


async def studio(connection: AsyncConnection, seen_by: Sight, studio_id: UUID, now: datetime) -> AnyRow | None:
    """One studio with its numbers; None where the person may not see it."""
    statement, _ = counted(now)
    found = statement.where(Studio.id == studio_id, studio_visible_to(seen_by))
    return (await connection.execute(found)).one_or_none()


IN_ORDER: Final = Order("studios", Studio.county, Studio.name, Studio.id)


def counted(now: datetime) -> tuple[Select[*tuple[Any, ...]], dict[str, ColumnElement[Any]]]:
    """Studios with their numbers, and the columns of their facets; a studio costs only its own rows."""
    members, under_way, rules = members_of_one(), under_way_of_one(), in_force(now)
    short = is_short(members.c.members, rules.c.minimum)
    statement = (
        select(
            *SHOWN,
            KnownCounty.name.label("county_name"),
            members.c.members,
            under_way.c.under_way,
            rules.c.minimum,
            func.coalesce(Studio.soft_cap, rules.c.soft_cap).label("soft_cap"),
            short.label("short"),
        )
        .select_from(Studio)
        .outerjoin(rules, true())
        .join(members, true())
        .join(under_way, true())
        .outerjoin(KnownCounty, KnownCounty.code == Studio.county)
    )
    columns = {name: getattr(Studio, name) for name in ("county", "school_level", "track", "subject", "state")}
    return statement, columns | {"short": short}


def _list(seen_by: Sight, wanted: StudioFilter, now: datetime) -> Select[*tuple[Any, ...]]:
    statement, columns = counted(now)
    conditions = facet_conditions(columns, wanted).values()
    return statement.where(narrowed(seen_by, wanted), *conditions)
