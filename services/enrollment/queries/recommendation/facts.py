"""The facts recommendations are judged by: one query for each kind, however many teachers there are."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Row, Select, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.authority import Reach
from services.enrollment.domain.application.states import LIVE
from services.enrollment.domain.recommendation.columns import key
from services.enrollment.domain.recommendation.judgement import Bonds, Book, School, StudioOffered, Teacher
from services.enrollment.domain.round.standing import RoundFacts
from services.enrollment.models import (
    Application,
    KnownPerson,
    KnownSchool,
    Membership,
    Recommendation,
    RoundStudio,
    Studio,
)


async def book(connection: AsyncConnection, reach: Reach, round_id: UUID, names: Collection[str]) -> Book:
    """Schools and studios, and everybody who bears one of these names."""
    schools = await connection.execute(select(KnownSchool.id, KnownSchool.name, KnownSchool.county))
    bare = func.lower(func.regexp_replace(KnownPerson.name, r"\s", "", "g"))
    named = await connection.execute(_TEACHERS.where(bare.in_({key(name) for name in names})))
    studios = await connection.execute(_offered(round_id))
    return Book(
        reach,
        [School(*row) for row in schools],
        [_teacher(row) for row in named],
        [StudioOffered(*row) for row in studios],
    )


_TEACHERS = select(
    KnownPerson.id, KnownPerson.name, KnownPerson.login, KnownSchool.id, KnownSchool.name, KnownSchool.county
).join(KnownSchool, KnownSchool.id == KnownPerson.school_id)


def _teacher(row: Row[UUID, str, str | None, UUID, str, str]) -> Teacher:
    return Teacher(row[0], row[1], row[2], School(row[3], row[4], row[5]))


def _offered(round_id: UUID) -> Select[UUID, str, str, UUID, bool]:
    in_round = exists().where(RoundStudio.round_id == round_id, RoundStudio.studio_id == Studio.id)
    return select(Studio.id, Studio.name, Studio.county, Studio.host_id, in_round)


async def teachers(connection: AsyncConnection, teacher_ids: Collection[UUID]) -> dict[UUID, Teacher]:
    """These people with their schools."""
    found = await connection.execute(_TEACHERS.where(KnownPerson.id.in_(teacher_ids)))
    return {row[0]: _teacher(row) for row in found}


async def studios(
    connection: AsyncConnection, round_id: UUID, studio_ids: Collection[UUID]
) -> dict[UUID, StudioOffered]:
    """These studios, and whether they recruit in the round."""
    found = await connection.execute(_offered(round_id).where(Studio.id.in_(studio_ids)))
    return {row[0]: StudioOffered(*row) for row in found}


async def bonds(connection: AsyncConnection, round_: RoundFacts, teacher_ids: Collection[UUID]) -> Bonds:
    """To which studios these people are bound already: by a recommendation, a membership, an application."""
    recommended = (
        select(Recommendation.teacher_id, Studio.name)
        .join(Studio, Studio.id == Recommendation.studio_id)
        .where(
            Recommendation.round_id == round_.id,
            Recommendation.withdrawn_at.is_(None),
            Recommendation.teacher_id.in_(teacher_ids),
        )
    )
    member = (
        select(Membership.trainee_id, Studio.name)
        .join(Studio, Studio.id == Membership.studio_id)
        .where(Membership.cycle == round_.cycle, Membership.state == "ACTIVE", Membership.trainee_id.in_(teacher_ids))
    )
    applied = (
        select(Application.applicant_id, Studio.id, Studio.name)
        .join(Studio, Studio.id == Application.studio_id)
        .where(
            Application.cycle == round_.cycle, Application.state.in_(LIVE), Application.applicant_id.in_(teacher_ids)
        )
    )
    return Bonds(
        {row[0]: row[1] for row in await connection.execute(recommended)},
        {row[0]: row[1] for row in await connection.execute(member)},
        {teacher: (id_, name) for teacher, id_, name in await connection.execute(applied)},
    )


async def open_studio_names(connection: AsyncConnection, round_id: UUID, reach: Reach) -> list[str]:
    """The studios of the round that the schools in reach may recommend to, by name (Art. 4.2)."""
    counties = or_(
        Studio.county.in_(reach.counties),
        Studio.county.in_(select(KnownSchool.county).where(KnownSchool.id.in_(reach.schools))),
    )
    found = (
        select(Studio.name)
        .join(RoundStudio, and_(RoundStudio.studio_id == Studio.id, RoundStudio.round_id == round_id))
        .where(true() if reach.everywhere else counties)
        .order_by(Studio.county, Studio.name)
    )
    return list(await connection.scalars(found))


async def teachers_of(connection: AsyncConnection, reach: Reach) -> list[Teacher]:
    """The teachers of the schools whose office is held, by name; the offices above recommend by sheets."""
    found = _TEACHERS.where(KnownPerson.school_id.in_(reach.schools)).order_by(KnownPerson.name, KnownPerson.id)
    return [_teacher(row) for row in await connection.execute(found.limit(2000))]
