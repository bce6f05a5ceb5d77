"""Admission (Art. 4.2): a member where the row, the applicant and the studio allow it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from chassis import clock
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.commands.cases import NO_SUCH_CASE, Stands
from contracts.commands.command import Refusal
from contracts.decisions import Settled
from contracts.events.enrollment import MembershipBegan, StudioFilled
from services.enrollment.commands.application.settle import (
    OF_THE_CASE,
    TAKEN,
    decision,
    moving,
    parameters,
    refused,
    stands_now,
)
from services.enrollment.commands.member.alerts import settle_alert
from services.enrollment.commands.member.place import look_again
from services.enrollment.commands.studio.dossier import rise
from services.enrollment.domain.application import card, states
from services.enrollment.domain.application.deciding import ADMISSION
from services.enrollment.domain.guards import first_fault
from services.enrollment.models import Membership
from services.enrollment.queries.application import deciding


async def admit(transaction: Transaction, asked: Settled) -> Stands | Refusal:
    """Make the applicant a member, once per person and cycle (Art. 4.2), while the studio has room [D: 20]."""
    found = await deciding.admitting(transaction.connection, asked.case_id, decision(asked, states.ADMIT))
    now = clock.business()
    if found is None:
        return NO_SUCH_CASE
    facts, candidate = found
    if (refusal := first_fault(ADMISSION[states.ADMIT], facts)) is not None:
        return await refused(transaction, asked.case_id, facts, refusal, now)
    membership_id = uuid7()
    row = (await transaction.execute(_ADMITTING, parameters(asked, now))).one()
    await transaction.execute(_MEMBER, _member(asked, candidate, membership_id, now))
    _tell(transaction, asked.case_id, row, candidate, membership_id, now)
    members = candidate.members + 1
    if members == candidate.minimum:
        await _tell_filled(transaction, candidate.studio_id, members, now)
    if candidate.alerted or members == candidate.minimum:
        await settle_alert(transaction, candidate.studio_id, now)
    if candidate.has_missed:
        await look_again(transaction, candidate.applicant_id, candidate.cycle)
    return stands_now(row, now)


def _member(asked: Settled, candidate: AnyRow, membership_id: UUID, now: datetime) -> dict[str, object]:
    return {
        "id": membership_id, "application_id": asked.case_id, "trainee_id": candidate.applicant_id,
        "studio_id": candidate.studio_id, "cycle": candidate.cycle, "school_id": candidate.school_id, "state": "ACTIVE",
        "decision_id": asked.decisions[-1].decision_id, "admitted_at": now,
    }  # fmt: skip


def _tell(
    transaction: Transaction, case_id: UUID, row: AnyRow, candidate: AnyRow, membership_id: UUID, now: datetime
) -> None:
    said = card.news(case_id, row.state, row.version, now, row.applicant_id, by_run=True)
    transaction.emit(said, subject=case_id, version=row.version)
    began = MembershipBegan(
        membership_id=membership_id,
        studio_id=candidate.studio_id,
        trainee_id=candidate.applicant_id,
        began_at=now,
        application_id=case_id,
    )
    transaction.emit(began, subject=membership_id, version=1)


async def _tell_filled(transaction: Transaction, studio_id: UUID, members: int, now: datetime) -> None:
    """The studio, which is held, has just reached the members it needs (Art. 4.1)."""
    version = await rise(transaction, studio_id, now)
    filled = StudioFilled(studio_id=studio_id, members=members)
    transaction.emit(filled, subject=studio_id, version=version)


_ADMITTING = moving(states.ADMIT).where(OF_THE_CASE).values(TAKEN)
_MEMBER = insert(Membership)
