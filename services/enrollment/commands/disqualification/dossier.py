"""A case about a member's place, which is held, is put into another state, with what follows from it, and told of (Art. 7.2)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from casework.gate import By
from chassis.errors import ConflictError
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.working_days import after
from contracts.cases import CaseCard, Deed, Plan
from services.enrollment.commands.case import freeze
from services.enrollment.commands.member.end import end_membership, give_back
from services.enrollment.domain.disqualification import card, states
from services.enrollment.domain.disqualification.filing import FILINGS, WAITING, Filing
from services.enrollment.domain.disqualification.states import DisqualificationState
from services.enrollment.models import Disqualification
from services.enrollment.queries import disqualification as queries


@dataclass(frozen=True)
class Filed:
    """What the trainee said in the case."""

    filing: Filing
    words: str
    by: By

    @property
    def deed(self) -> Deed:
        """How it stands in the log."""
        return self.by.deed(FILINGS[self.filing].verb)


async def move(
    transaction: Transaction,
    case: AnyRow,
    state: DisqualificationState,
    now: datetime,
    *,
    by_run: bool = False,
    cause: str = "done",
    deed: Deed | None = None,
    **columns: Any,
) -> dict[str, Any]:
    """Put the case into another state and the membership where that leaves it; gives the case as it is then.

    Where that takes the place or gives it back, person and studio are held before the case is.
    """
    moved = await _change(transaction, case, state, now, columns)
    tell(transaction, moved, now, by_run=by_run, cause=cause, deed=deed)
    return moved


async def take_in(
    transaction: Transaction, case: AnyRow, state: DisqualificationState, filed: Filed, now: datetime
) -> dict[str, Any]:
    """Put the case where a filing leads: what was said becomes part of a new revision, which is what offices then judge."""
    content = await queries.newest_content(transaction.connection, case.id) | {filed.filing: filed.words}
    revision = case.revision + 1
    hash_ = await freeze(transaction, case.id, revision, content, filed.by, now)
    columns = {filed.filing: filed.words, "revision": revision, "content_hash": hash_}
    moved = await _change(transaction, case, state, now, columns)
    shown = card.card(moved, Plan.model_validate(case.plan), content["studio_name"], content["school_name"])
    tell(transaction, moved, now, deed=filed.deed, shown=shown)
    return moved


def tell(
    transaction: Transaction,
    case: Mapping[str, Any],
    now: datetime,
    *,
    by_run: bool = False,
    opens: bool = False,
    cause: str = "done",
    deed: Deed | None = None,
    shown: CaseCard | None = None,
) -> None:
    """Tell of the case as it is now."""
    said = card.news(case, now, by_run=by_run, opens=opens, cause=cause, deed=deed, shown=shown)
    transaction.emit(said, subject=case["id"], version=case["version"])


async def _change(
    transaction: Transaction, case: AnyRow, state: DisqualificationState, now: datetime, columns: Mapping[str, Any]
) -> dict[str, Any]:
    changed = {"state": state, "state_since": now, "version": case.version + 1, "until": None, **columns}
    if state in WAITING and "appeal_closed_at" not in columns:
        changed["until"] = after(now, Plan.model_validate(case.plan).stage(WAITING[state]).deadline)
    await transaction.execute(update(Disqualification).where(Disqualification.id == case.id).values(changed))
    await _settle_place(transaction, case, state, now)
    return dict(case._mapping) | changed


async def _settle_place(transaction: Transaction, case: AnyRow, state: DisqualificationState, now: datetime) -> None:
    lost, was_lost = state in states.PLACE_LOST, case.state in states.PLACE_LOST
    if lost and not was_lost:
        # The case has followed the person. Who has left meanwhile has no place to lose; the decision stands all the same.
        with suppress(ConflictError):
            await end_membership(transaction, case.membership_id, "DISQUALIFIED", case.case_no, now)
    if was_lost and not lost:
        await give_back(transaction, case.membership_id, now)
