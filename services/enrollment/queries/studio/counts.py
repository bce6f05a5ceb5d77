"""How many studios there are of each kind, for the chips above the list: one statement for all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, Subquery, and_, func, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.enrollment.domain.sight import Sight
from services.enrollment.models import KnownCounty, Studio
from services.enrollment.queries.known import in_force
from services.enrollment.queries.studio.numbers import is_short, members_of_each
from services.enrollment.queries.studio.seen import StudioFilter, facet_conditions, narrowed

FACETS: Final = ("county", "school_level", "track", "subject", "state", "short")
# GROUPING() has a bit for each facet a row is not grouped by, the first one's the highest.
_NO_FACET: Final = (1 << len(FACETS)) - 1
_FACET_OF: Final = {_NO_FACET ^ (1 << bit): name for bit, name in enumerate(reversed(FACETS))}


@dataclass(frozen=True)
class Counted:
    """How many studios have this value of a facet; `name` is a county's."""

    value: Any
    name: str | None
    count: int


@dataclass(frozen=True)
class StudioCounts:
    """`count` is what the list holds; each facet is counted with the choices in all other facets, the largest first."""

    count: int
    minimum: int | None
    facets: dict[str, list[Counted]]


async def studio_counts(
    connection: AsyncConnection, seen_by: Sight, wanted: StudioFilter, now: datetime
) -> StudioCounts:
    """Count the studios the person may see."""
    count, minimum = 0, None
    facets: dict[str, list[Counted]] = {name: [] for name in FACETS}
    for row in await connection.execute(_counts(seen_by, wanted, now)):
        if row.left_out == _NO_FACET:
            count, minimum = row.count_all, row.minimum
            continue
        facet = _FACET_OF[row.left_out]
        found = row._mapping[f"count_{facet}"]
        if found:
            facets[facet].append(Counted(row._mapping[facet], row.county_name, found))
    for values in facets.values():
        values.sort(key=lambda each: (-each.count, each.value))
    return StudioCounts(count, minimum, facets)


def _counts(seen_by: Sight, wanted: StudioFilter, now: datetime) -> Select[*tuple[Any, ...]]:
    found = _found(seen_by, wanted, now)
    columns = {name: found.c[name] for name in FACETS}
    chosen = facet_conditions(columns, wanted)
    grouped = [tuple_(found.c.county, found.c.county_name), *(tuple_(columns[name]) for name in FACETS[1:]), tuple_()]
    return select(
        func.grouping(*columns.values()).label("left_out"),
        *columns.values(),
        found.c.county_name,
        func.max(found.c.minimum).label("minimum"),
        func.count().filter(and_(true(), *chosen.values())).label("count_all"),
        *(
            func.count()
            .filter(and_(true(), *(chosen[other] for other in chosen if other != name)))
            .label(f"count_{name}")
            for name in FACETS
        ),
    ).group_by(func.grouping_sets(*grouped))


def _found(seen_by: Sight, wanted: StudioFilter, now: datetime) -> Subquery:
    """Studios with their facets. All are looked at, so members are counted in one go and not studio by studio."""
    members, rules = members_of_each(), in_force(now)
    short = is_short(func.coalesce(members.c.members, 0), rules.c.minimum)
    return (
        select(
            *(getattr(Studio, name) for name in FACETS if name != "short"),
            KnownCounty.name.label("county_name"),
            rules.c.minimum,
            short.label("short"),
        )
        .select_from(Studio)
        .outerjoin(rules, true())
        .outerjoin(members, members.c.studio_id == Studio.id)
        .outerjoin(KnownCounty, KnownCounty.code == Studio.county)
        .where(narrowed(seen_by, wanted))
        .subquery("found")
    )
