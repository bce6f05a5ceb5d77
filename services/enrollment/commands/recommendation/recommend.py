"""A school recommends a teacher before the teacher applies, and may take that back until then (Art. 4.2).

It takes no step of the application's away: the school's stage opens all the same once the teacher has applied.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.errors import FieldError, Text, not_found
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.texts import has_hidden
from chassis.web.auth import Actor
from contracts.authority import Reach
from contracts.rules import FOUR_ATTESTATIONS
from services.enrollment.domain.application.states import LIVE
from services.enrollment.domain.recommendation import problems
from services.enrollment.domain.recommendation.columns import LONGEST_REASON, NAME, fold
from services.enrollment.domain.recommendation.faults import WORDS, fault
from services.enrollment.domain.recommendation.judgement import obstacles
from services.enrollment.domain.round.problems import unknown_round
from services.enrollment.domain.round.standing import RoundFacts
from services.enrollment.domain.studio.problems import unknown_studio
from services.enrollment.domain.words import Attestation
from services.enrollment.models import Application, Recommendation
from services.enrollment.queries.recommendation import facts
from services.enrollment.queries.recommendation import seen as views
from services.enrollment.queries.round import quotas as quota_queries
from services.enrollment.queries.round import standing as rounds


@dataclass(frozen=True)
class Recommending:
    """Whom a school recommends to which studio, and why."""

    round_id: UUID
    studio_id: UUID
    teacher_id: UUID
    reason: str
    attestations: Collection[Attestation]


async def recommend(transaction: Transaction, wanted: Recommending, by: Actor, reach: Reach) -> UUID:
    """Recommend one teacher; the same again is the one that is there.

    Raises InvalidError beside each field, ConflictError `already_recommended`, `already_member`, `applied_already`,
    `applied_elsewhere`, `round_closed`, `round_not_open`.
    """
    now = clock.business()
    round_ = await open_round(transaction, wanted.round_id, now)
    teacher = (await facts.teachers(transaction.connection, [wanted.teacher_id])).get(wanted.teacher_id)
    if teacher is None or not reach.covers(teacher.school.county, teacher.school.id):
        raise problems.teacher_not_yours()
    there = await views.live(transaction.connection, wanted.round_id, wanted.teacher_id)
    if there is not None and (there.studio_id, there.reason) == (wanted.studio_id, fold(wanted.reason)):
        return UUID(str(there.id))
    offered = await facts.studios(transaction.connection, round_.id, [wanted.studio_id])
    if (studio := offered.get(wanted.studio_id)) is None:
        raise unknown_studio()
    bonds = await facts.bonds(transaction.connection, round_, [teacher.id])
    found, others = obstacles(teacher, studio, bonds, by.person_id), _faults(wanted)
    if found or others:
        raise problems.refused(found, others)
    made = await _insert(transaction, wanted, teacher.school.id, by, now)
    if made is None:
        raise problems.refused([fault("already_recommended", NAME.words, studio=studio.name)])
    return made


async def _insert(
    transaction: Transaction, wanted: Recommending, school_id: UUID, by: Actor, now: datetime
) -> UUID | None:
    """None where somebody else recommended the teacher at the same moment."""
    row = {
        "id": uuid7(),
        "round_id": wanted.round_id,
        "studio_id": wanted.studio_id,
        "teacher_id": wanted.teacher_id,
        "school_id": school_id,
        "reason": fold(wanted.reason),
        "attestations": list(FOUR_ATTESTATIONS),
        "recommended_by": by.person_id,
        "recommended_by_name": by.name,
        "recommended_at": now,
    }
    statement = insert(Recommendation).values(row).on_conflict_do_nothing().returning(Recommendation.id)
    return (await transaction.execute(statement)).scalar_one_or_none()


async def open_round(transaction: Transaction, round_id: UUID, now: datetime) -> RoundFacts:
    """The round, if one can be recommended in it now; it cannot close before this transaction ends."""
    round_ = await rounds.shared_round(transaction.connection, round_id)
    if round_ is None:
        raise unknown_round()
    if round_.closed_at is not None or now >= round_.closes_at:
        raise problems.round_over(round_.closed_at or round_.closes_at)
    if now < round_.opens_at:
        raise problems.round_ahead(round_.opens_at)
    return round_


def _faults(wanted: Recommending) -> list[FieldError]:
    reason, faults = fold(wanted.reason), []
    if not reason:
        faults.append(FieldError("reason", Text("请写明推荐理由。", "Say why you recommend this teacher.")))
    elif len(reason) > LONGEST_REASON:
        text = fault("too_long", longest=LONGEST_REASON, length=len(reason)).text
        faults.append(FieldError("reason", text))
    elif has_hidden(reason, lines=True):
        faults.append(FieldError("reason", WORDS["unreadable"]))
    if set(wanted.attestations) != set(FOUR_ATTESTATIONS):
        text = Text(
            "四项都核实无误才能推荐，请逐项确认（第四条）。",
            "Only who meets all four can be recommended; confirm each (Art. 4.3).",
        )
        faults.append(FieldError("attestations", text))
    return faults


async def withdraw(transaction: Transaction, recommendation_id: UUID, reach: Reach) -> datetime:
    """Take a recommendation back before the teacher has applied; doing it twice is once. Returns when.

    Raises NotFoundError, ConflictError `applied_already`: submissions hold a share of the round's row, so that none can
    slip in between the look and the withdrawal.
    """
    found = await views.one(transaction.connection, recommendation_id)
    if found is None or not reach.covers(found.county, found.school_id):
        raise not_found("没有这条推荐。", "There is no such recommendation.")
    await quota_queries.held_round(transaction.connection, found.round_id)
    now = clock.business()
    applied = exists().where(
        Application.applicant_id == Recommendation.teacher_id,
        Application.round_id == Recommendation.round_id,
        Application.state.in_((*LIVE, "ADMITTED")),
    )
    withdrawing = (
        update(Recommendation)
        .where(Recommendation.id == recommendation_id, Recommendation.withdrawn_at.is_(None), ~applied)
        .values(withdrawn_at=now)
        .returning(Recommendation.withdrawn_at)
    )
    at: datetime | None = (await transaction.execute(withdrawing)).scalar_one_or_none()
    if at is not None:
        return at
    stands = await views.one(transaction.connection, recommendation_id)
    assert stands is not None
    if stands.withdrawn_at is not None:
        return datetime.fromisoformat(str(stands.withdrawn_at))
    raise problems.applied_since(stands.application_since)
