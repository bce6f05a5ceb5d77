"""Truancies of a member, and the cases they led to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.domain.sight import Sight
from services.enrollment.models import (
    Application,
    Attendance,
    CaseRevision,
    Disqualification,
    KnownPerson,
    KnownSchool,
    Membership,
    Revision,
    Studio,
)
from services.enrollment.queries.sight import lies_within


async def member(connection: AsyncConnection, membership_id: UUID) -> AnyRow | None:
    """The membership with what a case says of it."""
    name = func.coalesce(KnownPerson.name, Revision.content["applicant_name"].astext)
    found = (
        select(
            Membership.id,
            Membership.state,
            Membership.trainee_id,
            Membership.school_id,
            Membership.studio_id,
            Studio.name.label("studio_name"),
            Studio.county,
            Studio.host_id,
            name.label("trainee_name"),
            func.coalesce(KnownSchool.name, Revision.content["school_name"].astext).label("school_name"),
        )
        .join(Studio, Studio.id == Membership.studio_id)
        .join(Application, Application.id == Membership.application_id)
        .join(Revision, (Revision.application_id == Application.id) & (Revision.revision == Application.revision))
        .outerjoin(KnownPerson, KnownPerson.id == Membership.trainee_id)
        .outerjoin(KnownSchool, KnownSchool.id == Membership.school_id)
        .where(Membership.id == membership_id)
    )
    return (await connection.execute(found)).one_or_none()


async def truancies(connection: AsyncConnection, membership_id: UUID) -> list[AnyRow]:
    """The activities a member stayed away from without leave, the earliest first (Art. 7.1)."""
    found = (
        select(Attendance.activity_id, Attendance.held_at)
        .where(Attendance.membership_id == membership_id, Attendance.attendance == "TRUANT")
        .order_by(Attendance.held_at, Attendance.activity_id)
    )
    return list(await connection.execute(found))


_ALL = tuple(Disqualification.__table__.columns)


async def newest_of(connection: AsyncConnection, membership_id: UUID) -> AnyRow | None:
    """The member's last case, held."""
    found = select(*_ALL).where(Disqualification.membership_id == membership_id)
    newest = found.order_by(Disqualification.id.desc()).limit(1).with_for_update()
    return (await connection.execute(newest)).one_or_none()


async def held(connection: AsyncConnection, case_id: UUID) -> AnyRow | None:
    """The case, which nobody else can change before this transaction ends."""
    return (
        await connection.execute(select(*_ALL).where(Disqualification.id == case_id).with_for_update())
    ).one_or_none()


async def stands(connection: AsyncConnection, case_id: UUID) -> AnyRow | None:
    """The case as it stands, with the studio's name."""
    found = select(*_ALL, Studio.name.label("studio_name")).join(Studio, Studio.id == Disqualification.studio_id)
    return (await connection.execute(found.where(Disqualification.id == case_id))).one_or_none()


async def newest_content(connection: AsyncConnection, case_id: UUID) -> dict[str, Any]:
    """What the case's last revision says."""
    found = select(CaseRevision.content).where(CaseRevision.case_id == case_id)
    newest = found.order_by(CaseRevision.revision.desc()).limit(1)
    return dict((await connection.execute(newest)).scalar_one())


async def cases_seen(connection: AsyncConnection, seeing: Sight) -> Sequence[AnyRow]:
    """The cases a person may see, the newest first; they are few."""
    own = or_(Disqualification.trainee_id == seeing.person_id, Disqualification.host_id == seeing.person_id)
    found = (
        select(*_ALL, Studio.name.label("studio_name"))
        .join(Studio, Studio.id == Disqualification.studio_id)
        .where(lies_within(seeing.reads, own, county=Disqualification.county, schools=[Disqualification.school_id]))
    )
    return (await connection.execute(found.order_by(Disqualification.id.desc()).limit(200))).all()
