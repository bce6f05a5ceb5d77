"""Attendance counted: the second truancy opens a case and decides nothing; one taken back closes it (Art. 7.2)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from chassis import clock
from chassis.canonical import content_hash
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.store.projections import keep
from contracts.cases import Deed
from contracts.events.activities import AttendanceRecorded
from contracts.rules import RuleSet
from services.enrollment.commands.disqualification.dossier import move, tell
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.disqualification.card import card
from services.enrollment.domain.disqualification.states import is_running
from services.enrollment.models import Attendance, CaseRevision, Disqualification
from services.enrollment.queries import disqualification as queries
from services.enrollment.queries.known import rule_set


async def take_attendance(transaction: Transaction, said: AttendanceRecorded, version: int) -> None:
    """Keep the newest word of an attendance, and look at the member's count again."""
    row = {
        "id": said.attendance_id,
        "membership_id": said.membership_id,
        "activity_id": said.activity_id,
        "attendance": said.attendance,
        "held_at": said.held_at,
    }
    if await keep(transaction, Attendance, version, **row):
        await settle(transaction, said.membership_id)


async def settle(transaction: Transaction, membership_id: UUID) -> None:
    """Open a case at the limit, close a running one below it. The count runs over the cycle."""
    now = clock.business()
    # The case first, then everything else: whoever decides it takes the rows in the same order.
    case = await queries.newest_of(transaction.connection, membership_id)
    missed = await queries.truancies(transaction.connection, membership_id)
    if case is not None and is_running(case.state, case.appeal_closed_at):
        if len(missed) < await _limit_of(transaction, case, now):
            await move(transaction, case, "CORRECTED", now, deed=Deed(verb="correct"))
        return
    member = await queries.member(transaction.connection, membership_id)
    rules = await rule_set(transaction.connection, None, now)
    # What was dismissed once is not opened again for the same absences.
    judged = 0 if case is None or case.state == "CORRECTED" else case.truancies
    if member is None or rules is None or member.state != "ACTIVE" or len(missed) <= judged:
        return
    if len(missed) >= rules.discipline.truancies:
        await _flag(transaction, member, missed, rules, now)


async def _limit_of(transaction: Transaction, case: AnyRow, now: datetime) -> int:
    """A case keeps the rules it began under."""
    kept = await rule_set(transaction.connection, case.plan["rule_set_version"], now)
    return kept.discipline.truancies if kept else 0


async def _flag(transaction: Transaction, member: AnyRow, missed: list[AnyRow], rules: RuleSet, now: datetime) -> None:
    plan = plans.discipline(rules, county=member.county, host_id=member.host_id, trainee_id=member.trainee_id)
    content: dict[str, Any] = {
        "membership_id": str(member.id),
        "trainee_name": member.trainee_name,
        "school_name": member.school_name,
        "studio_name": member.studio_name,
        "truancies": [{"activity_id": str(row.activity_id), "held_at": row.held_at.isoformat()} for row in missed],
    }
    number = text("SELECT next_number('QX', :year)")
    year = now.astimezone(clock.SHANGHAI).year
    row: dict[str, Any] = {
        "id": uuid7(), "case_no": (await transaction.execute(number, {"year": year})).scalar_one(),
        "membership_id": member.id, "studio_id": member.studio_id, "trainee_id": member.trainee_id,
        "trainee_name": member.trainee_name, "school_id": member.school_id, "host_id": member.host_id,
        "county": member.county, "state": "FLAGGED", "state_since": now, "truancies": len(missed), "version": 1,
        "revision": 1, "content_hash": content_hash(content), "plan": plan.model_dump(mode="json"),
    }  # fmt: skip
    await transaction.execute(insert(Disqualification), row)
    frozen = {
        "case_id": row["id"], "revision": 1, "content": content, "content_hash": row["content_hash"], "frozen_at": now
    }  # fmt: skip
    await transaction.execute(insert(CaseRevision), frozen)
    shown = card(row, plan, member.studio_name, member.school_name)
    told = row | {"until": None, "appeal_closed_at": None}
    # Nobody flags: the count does.
    tell(transaction, told, now, opens=True, deed=Deed(verb="flag"), shown=shown)
