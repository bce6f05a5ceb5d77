"""What a would-be applicant is judged by before anything is typed (Art. 4.2)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.enrollment.domain.application.situation import Applicant, Situation, StudioFacts
from services.enrollment.domain.application.states import LIVE
from services.enrollment.domain.round.standing import RoundFacts
from services.enrollment.models import Application, KnownPerson, KnownSchool, Membership, Round, RoundStudio, Studio
from services.enrollment.queries.application.among import state_among
from services.enrollment.queries.application.submission_statement import OF_ROUND, OF_STUDIO
from services.enrollment.queries.member.place import is_disqualified


async def situations(
    connection: AsyncConnection, person_id: UUID, round_id: UUID | None, now: datetime
) -> list[Situation]:
    """In this round, or in each that is open; those that close first come first. No studio is chosen yet."""
    other = select(func.jsonb_build_array(Application.id, Application.case_no)).where(
        Application.applicant_id == person_id, Application.cycle == Round.cycle, state_among(Application.state, LIVE)
    )
    member = exists().where(
        Membership.trainee_id == person_id, Membership.cycle == Round.cycle, Membership.state == "ACTIVE"
    )
    wanted: ColumnElement[bool] = Round.id == round_id
    if round_id is None:
        wanted = Round.closed_at.is_(None) & (Round.opens_at <= now) & (Round.closes_at > now)
    who = (KnownPerson.name, KnownPerson.school_id, KnownSchool.name.label("school_name"), KnownSchool.county)
    statement = (
        select(
            *(getattr(Round, name).label(f"round_{name}") for name in OF_ROUND),
            *who,
            other.limit(1).scalar_subquery().label("other_application"),
            member.label("is_member"),
            is_disqualified(literal(person_id), Round.cycle).label("is_disqualified"),
        )
        .select_from(Round)
        .outerjoin(KnownPerson, KnownPerson.id == person_id)
        .outerjoin(KnownSchool, KnownSchool.id == KnownPerson.school_id)
        .where(wanted)
        .order_by(Round.closes_at, Round.id)
    )
    return [_situation(row, person_id) for row in await connection.execute(statement)]


def _situation(row: Any, person_id: UUID) -> Situation:
    other = row.other_application
    return Situation(
        round=RoundFacts(*(getattr(row, f"round_{name}") for name in OF_ROUND)),
        studio=None,
        applicant=Applicant(person_id, row.name, row.school_id, row.school_name, row.county),
        other_application=(UUID(other[0]), other[1]) if other else None,
        is_member=row.is_member,
        is_disqualified=row.is_disqualified,
    )


async def at_studios(
    connection: AsyncConnection, found: Collection[Situation], studio_ids: Collection[UUID]
) -> Mapping[tuple[UUID, UUID], Situation]:
    """Each situation with each of these studios chosen, by round and studio."""
    rounds = {situation.round.id: situation for situation in found if situation.round}
    in_round = exists().where(RoundStudio.round_id == Round.id, RoundStudio.studio_id == Studio.id)
    columns = [getattr(Studio, name) for name in OF_STUDIO]
    statement = select(Round.id.label("round_id"), in_round.label("in_round"), *columns).join_from(
        Round, Studio, true()
    )
    rows = await connection.execute(statement.where(Round.id.in_(rounds), Studio.id.in_(studio_ids)))
    return {
        (row.round_id, row.id): replace(
            rounds[row.round_id],
            studio=StudioFacts(**{name: getattr(row, name) for name in OF_STUDIO}, in_round=row.in_round),
        )
        for row in rows
    }
