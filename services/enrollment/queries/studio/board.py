"""The counties at a glance, and the studios of one, those that lack most members first."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, and_, cast, func, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.domain.sight import Sight
from services.enrollment.domain.studio.states import NEEDS_MEMBERS
from services.enrollment.models import KnownCounty, Studio
from services.enrollment.queries.known import in_force
from services.enrollment.queries.studio.numbers import is_short, members_of_each, under_way_of_each
from services.enrollment.queries.studio.seen import counted
from services.enrollment.queries.studio.visible import studio_visible_to


async def counties(connection: AsyncConnection, seen_by: Sight, now: datetime) -> list[AnyRow]:
    """Each county that is on the list now, as a whole, by state and by school level: one statement for all of them."""
    found = _studios(seen_by, now)
    columns = found.c
    as_a_whole = (KnownCounty.code, KnownCounty.name)
    statement = (
        select(
            KnownCounty.code.label("county"),
            KnownCounty.name,
            columns.state,
            columns.school_level,
            func.count(columns.state).label("number"),
            func.count().filter(columns.state.in_(NEEDS_MEMBERS)).label("studios"),
            func.count().filter(columns.short).label("short"),
            *(_sum(columns[name]).label(name) for name in ("members", "under_way")),
        )
        .select_from(KnownCounty)
        .outerjoin(found, columns.county == KnownCounty.code)
        .where(_is_listed(now))
        .group_by(
            func.grouping_sets(
                tuple_(*as_a_whole), tuple_(*as_a_whole, columns.state), tuple_(*as_a_whole, columns.school_level)
            )
        )
        .order_by(KnownCounty.code, columns.state, columns.school_level)
    )
    return list(await connection.execute(statement))


async def studios_of(
    connection: AsyncConnection, seen_by: Sight, county: str, now: datetime, limit: int
) -> list[AnyRow]:
    """The studios of a county that are to have members, those that lack most first."""
    statement, _ = counted(now)
    fewest = (statement.selected_columns.members, Studio.name, Studio.id)
    wanted = (Studio.county == county, Studio.state.in_(NEEDS_MEMBERS), studio_visible_to(seen_by))
    return list(await connection.execute(statement.where(*wanted).order_by(*fewest).limit(limit)))


def _sum(numbers: ColumnElement[int]) -> ColumnElement[int]:
    # The sum of bigints is a numeric.
    return cast(func.coalesce(func.sum(numbers), 0), Integer)


def _is_listed(now: datetime) -> ColumnElement[bool]:
    until = KnownCounty.listed_until
    return and_(KnownCounty.listed_from <= now, or_(until.is_(None), until > now))


def _studios(seen_by: Sight, now: datetime) -> Subquery:
    members, under_way, rules = members_of_each(), under_way_of_each(), in_force(now)
    number = func.coalesce(members.c.members, 0)
    found: Select[*tuple[Any, ...]] = (
        select(
            Studio.county,
            Studio.state,
            Studio.school_level,
            number.label("members"),
            func.coalesce(under_way.c.under_way, 0).label("under_way"),
            is_short(number, rules.c.minimum).label("short"),
        )
        .select_from(Studio)
        .outerjoin(rules, true())
        .outerjoin(members, members.c.studio_id == Studio.id)
        .outerjoin(under_way, under_way.c.studio_id == Studio.id)
        .where(studio_visible_to(seen_by))
    )
    return found.subquery("found")
