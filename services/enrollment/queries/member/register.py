"""The register of members: who is one, who was, of which studio, with the newest plan of each."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from chassis.store.pages import Order, Page, read
from chassis.texts import literally
from services.enrollment.domain.sight import Sight
from services.enrollment.models import (
    Application,
    DevelopmentPlan,
    KnownCounty,
    KnownPerson,
    KnownSchool,
    Membership,
    Revision,
    Studio,
)
from services.enrollment.queries.sight import lies_within

AT_ONCE = 200


@dataclass(frozen=True)
class MemberFilter:
    """What the register is narrowed to; None leaves it open. `plan` is a state of the newest plan, or `NONE`."""

    county: str | None = None
    studio_id: UUID | None = None
    state: str | None = None
    plan: str | None = None
    q: str | None = None


_PLAN = (
    select(*DevelopmentPlan.__table__.columns)
    .where(DevelopmentPlan.membership_id == Membership.id)
    .order_by(DevelopmentPlan.revision.desc())
    .limit(1)
    .lateral("newest_plan")
)
_OF_PLAN = ("revision", "title", "years", "state", "sha256", "uploaded_at", "decided_at")
_STUDIO_NAME = Studio.name.label("studio_name")
IN_ORDER = Order("members", Studio.county, _STUDIO_NAME, Membership.studio_id, Membership.admitted_at, Membership.id)
_NAME = func.coalesce(KnownPerson.name, Revision.content["applicant_name"].astext)


def _members() -> Select[*tuple[Any, ...]]:
    """Members with the names known today, the phone number of their last revision and their newest plan."""
    return (
        select(
            *Membership.__table__.columns,
            Application.case_no,
            _NAME.label("name"),
            func.coalesce(KnownSchool.name, Revision.content["school_name"].astext).label("school_name"),
            Revision.content["phone"].astext.label("phone"),
            _STUDIO_NAME,
            Studio.county,
            Studio.host_id,
            Studio.host_name,
            KnownCounty.name.label("county_name"),
            *(_PLAN.c[name].label(f"plan_{name}") for name in _OF_PLAN),
        )
        .join(Application, Application.id == Membership.application_id)
        .join(Revision, and_(Revision.application_id == Application.id, Revision.revision == Application.revision))
        .join(Studio, Studio.id == Membership.studio_id)
        .outerjoin(KnownPerson, KnownPerson.id == Membership.trainee_id)
        .outerjoin(KnownSchool, KnownSchool.id == Membership.school_id)
        .outerjoin(KnownCounty, KnownCounty.code == Studio.county)
        .outerjoin(_PLAN, true())
    )


async def roster(connection: AsyncConnection, studio_id: UUID) -> list[AnyRow]:
    """The members of a studio, former ones too, in the order of admission."""
    found = _members().where(Membership.studio_id == studio_id).order_by(Membership.admitted_at, Membership.id)
    return list(await connection.execute(found))


async def member(connection: AsyncConnection, membership_id: UUID) -> AnyRow | None:
    """One membership; who may see it is judged by the caller."""
    return (await connection.execute(_members().where(Membership.id == membership_id))).one_or_none()


async def memberships_of(connection: AsyncConnection, trainee_id: UUID) -> list[AnyRow]:
    """All memberships of a person, the latest first."""
    found = _members().where(Membership.trainee_id == trainee_id)
    return list(await connection.execute(found.order_by(Membership.admitted_at.desc(), Membership.id.desc())))


async def register[Shown](
    connection: AsyncConnection,
    seen_by: Sight,
    wanted: MemberFilter,
    shown: Callable[[AnyRow], Shown],
    after: str | None,
    limit: int,
) -> Page[Shown]:
    """A page of the register, by county, studio and admission."""
    return await read(connection, _narrowed(seen_by, wanted), IN_ORDER, shown, after=after, limit=limit)


async def count_up_to(connection: AsyncConnection, seen_by: Sight, wanted: MemberFilter, cap: int) -> int:
    """How many the register holds, counted no further than the cap."""
    found = _narrowed(seen_by, wanted).limit(cap)
    return await connection.scalar(select(func.count()).select_from(found.subquery())) or 0


async def whole_register(
    connection: AsyncConnection, seen_by: Sight, wanted: MemberFilter
) -> AsyncIterator[Sequence[AnyRow]]:
    """The whole register, some rows at a time; the connection is in a transaction, so that all rows are of one moment."""
    streamed = await connection.stream(_narrowed(seen_by, wanted).order_by(*IN_ORDER.by))
    async for rows in streamed.partitions(AT_ONCE):
        yield rows


def _narrowed(seen_by: Sight, wanted: MemberFilter) -> Select[*tuple[Any, ...]]:
    found = _members().where(_visible_to(seen_by))
    asked = {Studio.county: wanted.county, Membership.studio_id: wanted.studio_id, Membership.state: wanted.state}
    found = found.where(*(column == value for column, value in asked.items() if value is not None))
    if wanted.plan is not None:
        found = found.where(_PLAN.c.state.is_(None) if wanted.plan == "NONE" else _PLAN.c.state == wanted.plan)
    if wanted.q:
        like = literally(wanted.q)
        found = found.where(or_(Application.case_no.ilike(like), _NAME.ilike(like), Studio.name.ilike(like)))
    return found


def _visible_to(seen_by: Sight) -> ColumnElement[bool]:
    """The condition that a member's school or studio lies before one of the person's offices, or they host the studio."""
    own = Studio.host_id == seen_by.person_id
    return lies_within(seen_by.reads, own, county=Studio.county, schools=[Membership.school_id])
