"""What the run of a loan is answered: look, record, proceed. The row decides."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from casework.owner import Owner, Owners, answering
from chassis import clock
from chassis.bus.responders import Responders
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.cases import Plan
from contracts.commands.cases import NO_SUCH_CASE, Stands
from contracts.commands.command import Refusal
from contracts.decisions import Settled
from tests.system.lending.caretaker import loan, rows
from tests.system.lending.kinds import (
    DEFER,
    ENDED,
    HALL_LOAN,
    KEY_LOAN,
    NEWER_WAITS,
    OWNER,
    PUT_OFF,
    REFUSED,
    TO_INSPECT,
    WITHDRAWN,
)

WRONG_STATE: Final = Refusal(code="wrong_state")
PUT_OFF_FOR: Final = timedelta(seconds=1)


async def look(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """How it stands."""
    row = await rows.find(transaction.connection, case_id)
    return NO_SUCH_CASE if row is None else loan.stands(row, clock.business(), Plan.model_validate(row.plan))


async def record(transaction: Transaction, asked: Settled) -> Stands | Refusal:
    """Take a decision over; where each office is heard by itself, the loan stays until all were."""
    row, now = await rows.held(transaction, asked.case_id), clock.business()
    if row is None:
        return NO_SUCH_CASE
    if row.state == WITHDRAWN:
        return Refusal(code="withdrawn")
    if row.state in ENDED or NEWER_WAITS.get(row.state) != asked.stage:
        return WRONG_STATE
    state, until = _after(row, asked)
    taken = [loan.entry(asked.stage, one.seat, one.verb, one.decision_id) for one in asked.decisions]
    columns: dict[str, Any] = {
        "state": state,
        "taken": [*row.taken, *taken],
        "until": now + PUT_OFF_FOR if until else None,
    }
    return loan.stands(await rows.change(transaction, row, now, by_run=True, **columns), now)


def _after(row: AnyRow, asked: Settled) -> tuple[str, bool]:
    """The state, and whether time alone ends it."""
    planned = Plan.model_validate(row.plan)
    stage = planned.stage(asked.stage)
    if asked.verb == DEFER:
        return PUT_OFF, True
    if asked.verb != "approve":
        return REFUSED, False
    heard = loan.seats_taken(row, asked.stage) | {one.seat for one in asked.decisions}
    if stage.mode == "each" and len(heard) < len(stage.offices):
        return row.state, False
    return loan.state_after(planned, asked.stage), False


async def proceed(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """What was put off is looked at again."""
    row, now = await rows.held(transaction, case_id), clock.business()
    if row is None:
        return NO_SUCH_CASE
    if row.state != PUT_OFF or row.until is None:
        return WRONG_STATE
    if now < row.until:
        return Refusal(code="not_yet", retry_in=(row.until - now).total_seconds())
    return loan.stands(await rows.change(transaction, row, now, by_run=True, state=TO_INSPECT, until=None), now)


OWNERS: Final[Owners] = dict.fromkeys((HALL_LOAN.name, KEY_LOAN.name), Owner(rows.ON_FILE, look, record, proceed))
RESPONDERS: Final[Responders] = answering(OWNER, OWNERS)
