"""Truancies of a member, and the cases they led to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.domain.disqualification.states import UNDECIDED
from services.enrollment.domain.sight import Sight
from services.enrollment.models import (
    Attendance,
    CaseRevision,
    Disqualification,
    Membership,
    Studio,
)
from services.enrollment.queries.member.place import hold_place
from services.enrollment.queries.sight import lies_within


async def truancies(connection: AsyncConnection, person_id: UUID, cycle: str) -> list[AnyRow]:
    """The activities a person stayed away from without leave in the cycle, as a member of whichever studio, the earliest first."""
    found = (
        select(Attendance.activity_id, Attendance.held_at)
        .join(Membership, Membership.id == Attendance.membership_id)
        .where(Membership.trainee_id == person_id, Membership.cycle == cycle, Attendance.attendance == "TRUANT")
        .order_by(Attendance.held_at, Attendance.activity_id)
    )
    return list(await connection.execute(found))


_ALL = tuple(Disqualification.__table__.columns)


async def newest_of(connection: AsyncConnection, person_id: UUID, cycle: str) -> AnyRow | None:
    """The person's last case in the cycle, held."""
    found = select(*_ALL).where(Disqualification.trainee_id == person_id, Disqualification.cycle == cycle)
    newest = found.order_by(Disqualification.id.desc()).limit(1).with_for_update()
    return (await connection.execute(newest)).one_or_none()


async def undecided_of(connection: AsyncConnection, studio_id: UUID) -> list[AnyRow]:
    """The cases about places in a studio that the city has not decided yet, held in one order."""
    found = select(*_ALL).where(Disqualification.studio_id == studio_id, Disqualification.state.in_(UNDECIDED))
    return list(await connection.execute(found.order_by(Disqualification.id).with_for_update()))


async def held_with_place(connection: AsyncConnection, case_id: UUID) -> AnyRow | None:
    """The case, held after the place it is about."""
    of_case = select(Disqualification.trainee_id, Disqualification.cycle).where(Disqualification.id == case_id)
    if (row := (await connection.execute(of_case)).one_or_none()) is None:
        return None
    await hold_place(connection, row.trainee_id, row.cycle)
    return await held(connection, case_id)


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
