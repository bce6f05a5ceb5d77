"""Studios with their numbers, and their rosters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.rules import Recruitment, RuleSet
from services.enrollment.domain.states import LIVE
from services.enrollment.models import (
    Application,
    KnownCounty,
    KnownPerson,
    KnownRuleSet,
    KnownSchool,
    Membership,
    Revision,
    RoundStudio,
    Studio,
)
from services.enrollment.models.base import AnyRow
from services.enrollment.queries.paging import cursor, literally, place, plain


@dataclass(frozen=True)
class StudioFilter:
    """What a list of studios is narrowed to; None leaves it open."""

    county: str | None = None
    stage: str | None = None
    track: str | None = None
    subject: str | None = None
    round_id: UUID | None = None
    q: str | None = None


_MEMBERS = (
    select(Membership.studio_id, func.count().label("members"))
    .where(Membership.state == "ACTIVE")
    .group_by(Membership.studio_id)
    .subquery("members_of")
)
_UNDER_WAY = (
    select(Application.studio_id, func.count().label("under_way"))
    .where(Application.state.in_(LIVE))
    .group_by(Application.studio_id)
    .subquery("under_way_of")
)


def _counted() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *Studio.__table__.columns,
            KnownCounty.name.label("county_name"),
            func.coalesce(_MEMBERS.c.members, 0).label("members"),
            func.coalesce(_UNDER_WAY.c.under_way, 0).label("under_way"),
        )
        .outerjoin(_MEMBERS, _MEMBERS.c.studio_id == Studio.id)
        .outerjoin(_UNDER_WAY, _UNDER_WAY.c.studio_id == Studio.id)
        .outerjoin(KnownCounty, KnownCounty.code == Studio.county)
    )


async def studios(
    connection: AsyncConnection, wanted: StudioFilter, after: str | None, limit: int
) -> tuple[list[AnyRow], str | None]:
    """A page of studios by county and name, members and applications under way counted; with the next page's cursor."""
    found = _counted().order_by(Studio.county, Studio.name, Studio.id).limit(limit + 1)
    for column in ("county", "stage", "track", "subject"):
        if (value := getattr(wanted, column)) is not None:
            found = found.where(getattr(Studio, column) == value)
    if wanted.round_id is not None:
        recruiting = RoundStudio.__table__
        found = found.join(
            recruiting, and_(recruiting.c.studio_id == Studio.id, recruiting.c.round_id == wanted.round_id)
        )
    if wanted.q:
        like = literally(wanted.q)
        found = found.where(
            or_(Studio.name.ilike(like), Studio.host_name.ilike(like), Studio.base_school_name.ilike(like))
        )
    if after is not None:
        county, name, studio_id = place(after, (plain, plain, UUID))
        found = found.where(tuple_(Studio.county, Studio.name, Studio.id) > tuple_(county, name, studio_id))
    rows = list(await connection.execute(found))
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], cursor([last.county, last.name, str(last.id)]) if last is not None else None


async def studio(connection: AsyncConnection, studio_id: UUID) -> AnyRow | None:
    """One studio with its numbers."""
    return (await connection.execute(_counted().where(Studio.id == studio_id))).one_or_none()


async def roster(connection: AsyncConnection, studio_id: UUID) -> list[AnyRow]:
    """The members of a studio, in the order of admission, with the phone number of their last revision."""
    found = (
        select(
            Membership.id,
            Membership.trainee_id,
            Membership.school_id,
            Membership.state,
            Membership.admitted_at,
            Application.case_no,
            func.coalesce(KnownPerson.name, Revision.content["applicant_name"].astext).label("name"),
            func.coalesce(KnownSchool.name, Revision.content["school_name"].astext).label("school_name"),
            Revision.content["phone"].astext.label("phone"),
        )
        .join(Application, Application.id == Membership.application_id)
        .join(
            Revision,
            and_(Revision.application_id == Application.id, Revision.revision == Application.revision),
        )
        .outerjoin(KnownPerson, KnownPerson.id == Membership.trainee_id)
        .outerjoin(KnownSchool, KnownSchool.id == Membership.school_id)
        .where(Membership.studio_id == studio_id)
        .order_by(Membership.admitted_at, Membership.id)
    )
    return list(await connection.execute(found))


async def recruitment(connection: AsyncConnection, now: datetime) -> Recruitment | None:
    """The recruiting rules in force (Art. 4.1); None before any were published."""
    in_force = (
        select(KnownRuleSet.rule_set)
        .where(KnownRuleSet.effective_from <= now)
        .order_by(KnownRuleSet.effective_from.desc(), KnownRuleSet.number.desc())
        .limit(1)
    )
    rule_set = await connection.scalar(in_force)
    return None if rule_set is None else RuleSet.model_validate(rule_set).recruitment
