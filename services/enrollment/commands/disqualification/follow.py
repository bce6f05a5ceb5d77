"""A case about a member's place follows the person to another studio, and what waits for a host goes to the new one (domain rules, §5e)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.cases import Deed, Plan
from services.enrollment.commands.disqualification.dossier import move, tell
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.disqualification.card import card
from services.enrollment.models import Disqualification
from services.enrollment.queries import disqualification as queries
from services.enrollment.queries.known import rule_set


async def follow_person(transaction: Transaction, case: AnyRow, place: AnyRow, now: datetime) -> None:
    """The person, whose place is held, has it in another studio now: the case, held, is about that one from here on."""
    columns = {
        "membership_id": place.id, "studio_id": place.studio_id, "school_id": place.school_id, "county": place.county,
        "host_id": place.host_id,
    }  # fmt: skip
    await _change(transaction, case, columns, place.studio_name, place.school_name, now, "follow_person")


async def follow_host(transaction: Transaction, studio: AnyRow, host_id: UUID, now: datetime) -> None:
    """The studio, which is held, has another host, who takes over what waits for a host."""
    for case in await queries.undecided_of(transaction.connection, studio.id):
        content = await queries.newest_content(transaction.connection, case.id)
        changed = {"host_id": host_id}
        await _change(transaction, case, changed, studio.name, content["school_name"], now, "follow_host")


async def end_with_studio(transaction: Transaction, studio_id: UUID, now: datetime) -> None:
    """The studio, which is held, has ended, and with it the places that were in question."""
    for case in await queries.undecided_of(transaction.connection, studio_id):
        await move(transaction, case, "DISMISSED", now, cause="terminated", deed=Deed(verb="studio_terminated"))


async def _change(
    transaction: Transaction,
    case: AnyRow,
    columns: dict[str, Any],
    studio_name: str,
    school_name: str,
    now: datetime,
    verb: str,
) -> None:
    """The same revision before the offices of the place as it is now, by the rules the case began under."""
    rules = await rule_set(transaction.connection, case.plan["rule_set_version"], now)
    changed = dict(case._mapping) | columns | {"version": case.version + 1}
    plan = Plan.model_validate(case.plan)
    if rules is not None:
        plan = plans.discipline(rules, county=changed["county"], host_id=changed["host_id"], trainee_id=case.trainee_id)
    columns = columns | {"version": changed["version"], "plan": plan.model_dump(mode="json")}
    await transaction.execute(update(Disqualification).where(Disqualification.id == case.id).values(columns))
    shown = card(changed, plan, studio_name, school_name)
    tell(transaction, changed, now, deed=Deed(verb=verb), shown=shown)
