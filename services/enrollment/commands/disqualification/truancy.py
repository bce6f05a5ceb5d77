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
from services.enrollment.commands.disqualification.follow import follow_person
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.disqualification.card import card
from services.enrollment.domain.disqualification.guards import FLAG, Counted, is_running
from services.enrollment.domain.disqualification.states import UNDECIDED
from services.enrollment.domain.guards import first_fault
from services.enrollment.models import Attendance, CaseRevision, Disqualification
from services.enrollment.queries import disqualification as queries
from services.enrollment.queries.known import rule_set
from services.enrollment.queries.member import membership as memberships
from services.enrollment.queries.member import place as places


async def take_attendance(transaction: Transaction, said: AttendanceRecorded, version: int) -> None:
    """Keep the newest word of an attendance, and look at the member's count again."""
    row = {
        "id": said.attendance_id,
        "membership_id": said.membership_id,
        "activity_id": said.activity_id,
        "attendance": said.attendance,
        "held_at": said.held_at,
    }
    if not await keep(transaction, Attendance, version, **row):
        return
    if (member := await memberships.whose(transaction.connection, said.membership_id)) is not None:
        await settle(transaction, member.trainee_id, member.cycle)


async def settle(transaction: Transaction, person_id: UUID, cycle: str) -> None:
    """Look at the person's count again, now that an attendance has changed."""
    await places.hold_place(transaction.connection, person_id, cycle)
    await look_again(transaction, person_id, cycle)


async def look_again(transaction: Transaction, person_id: UUID, cycle: str) -> None:
    """Open a case at the limit, close a running one below it, and have it follow the person. The count runs over the cycle.

    Person and place are held. To be called also wherever somebody becomes a member of whom absences are known.
    """
    now = clock.business()
    place = await places.place(transaction.connection, person_id, cycle)
    case = await queries.newest_of(transaction.connection, person_id, cycle)
    missed = await queries.truancies(transaction.connection, person_id, cycle)
    # A case keeps the rules it began under.
    number = case.plan["rule_set_version"] if case is not None and is_running(case) else None
    rules = await rule_set(transaction.connection, number, now)
    if rules is None:
        return
    found = Counted(missed, rules.discipline.truancies, case, place)
    if case is not None and first_fault(FLAG["correct"], found) is None:
        await move(transaction, case, "CORRECTED", now, deed=Deed(verb="correct"))
    elif case is not None and place is not None and case.state in UNDECIDED and case.membership_id != place.id:
        await follow_person(transaction, case, place, now)
    elif place is not None and first_fault(FLAG["flag"], found) is None:
        await _flag(transaction, place, missed, rules, now)


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
        "membership_id": member.id, "cycle": member.cycle, "studio_id": member.studio_id, "trainee_id": member.trainee_id,
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
