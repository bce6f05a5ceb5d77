"""Truancies of a member, and the cases they led to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.domain.disqualification.states import PLACE_LOST, UNDECIDED
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
from services.enrollment.queries.known import hold_people
from services.enrollment.queries.member.membership import hold_studios
from services.enrollment.queries.sight import lies_within


def is_disqualified(person_id: SQLColumnExpression[UUID], cycle: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether the person has lost the place in the cycle, and nobody has lifted what follows from that (Art. 7.2)."""
    lost = [literal_column(f"'{state}'") for state in PLACE_LOST]
    return exists().where(
        Disqualification.trainee_id == person_id,
        Disqualification.cycle == cycle,
        Disqualification.state.in_(lost),
        Disqualification.lifted_at.is_(None),
    )


async def hold_place(connection: AsyncConnection, person_id: UUID, cycle: str) -> None:
    """Hold the person and the studios of the place they have and of one a case is about: neither begins, ends or moves, and hosts stay."""
    await hold_people(connection, [person_id])
    cases = select(Disqualification.studio_id).where(
        Disqualification.trainee_id == person_id, Disqualification.cycle == cycle
    )
    studios = await connection.scalars(select(Membership.studio_id).where(*_present(person_id, cycle)).union(cases))
    await hold_studios(connection, studios.all())


async def place(connection: AsyncConnection, person_id: UUID, cycle: str) -> AnyRow | None:
    """The membership a person has now in the cycle, with what a case says of it; None where there is none."""
    return (await connection.execute(_PLACE.where(*_present(person_id, cycle)))).one_or_none()


def _present(person_id: UUID, cycle: str) -> tuple[ColumnElement[bool], ...]:
    return Membership.trainee_id == person_id, Membership.cycle == cycle, Membership.state == "ACTIVE"


_PLACE = (
    select(
        Membership.id,
        Membership.trainee_id,
        Membership.cycle,
        Membership.school_id,
        Membership.studio_id,
        Studio.name.label("studio_name"),
        Studio.county,
        Studio.host_id,
        func.coalesce(KnownPerson.name, Revision.content["applicant_name"].astext).label("trainee_name"),
        func.coalesce(KnownSchool.name, Revision.content["school_name"].astext).label("school_name"),
    )
    .join(Studio, Studio.id == Membership.studio_id)
    .join(Application, Application.id == Membership.application_id)
    .join(Revision, (Revision.application_id == Application.id) & (Revision.revision == Application.revision))
    .outerjoin(KnownPerson, KnownPerson.id == Membership.trainee_id)
    .outerjoin(KnownSchool, KnownSchool.id == Membership.school_id)
)


async def truancies(connection: AsyncConnection, person_id: UUID, cycle: str) -> list[AnyRow]:
    """The activities a person stayed away from without leave in the cycle, as a member of whichever studio, the earliest first."""
    found = (
        select(Attendance.activity_id, Attendance.held_at)
        .join(Membership, Membership.id == Attendance.membership_id)
        .where(Membership.trainee_id == person_id, Membership.cycle == cycle, Attendance.attendance == "TRUANT")
        .order_by(Attendance.held_at, Attendance.activity_id)
    )
    return list(await connection.execute(found))


def has_missed(person_id: SQLColumnExpression[UUID], cycle: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether there is anything to count of the person in the cycle."""
    return exists().where(
        Membership.trainee_id == person_id,
        Membership.cycle == cycle,
        Attendance.membership_id == Membership.id,
        Attendance.attendance == "TRUANT",
    )


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
