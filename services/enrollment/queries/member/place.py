"""The place a person has in a cycle, whether it was lost, and what is counted against it (Art. 7.2)."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, exists, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from services.enrollment.domain.disqualification.states import PLACE_LOST
from services.enrollment.models import (
    Application,
    Attendance,
    Disqualification,
    KnownPerson,
    KnownSchool,
    Membership,
    Revision,
    Studio,
)
from services.enrollment.queries.known import hold_people
from services.enrollment.queries.member.membership import hold_studios


def is_disqualified(person_id: SQLColumnExpression[UUID], cycle: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether the person has lost the place in the cycle, and nobody has lifted what follows from that (Art. 7.2)."""
    lost = [literal_column(f"'{state}'", Text()) for state in PLACE_LOST]
    return exists().where(
        Disqualification.trainee_id == person_id,
        Disqualification.cycle == cycle,
        Disqualification.state.in_(lost),
        Disqualification.lifted_at.is_(None),
    )


def has_missed(person_id: SQLColumnExpression[UUID], cycle: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether there is anything to count of the person in the cycle."""
    return exists().where(
        Membership.trainee_id == person_id,
        Membership.cycle == cycle,
        Attendance.membership_id == Membership.id,
        Attendance.attendance == "TRUANT",
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
