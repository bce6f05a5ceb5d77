"""What the municipal office does with a studio that runs: begin, pause, end, follow the money."""

from uuid import UUID

from casework.gate import By
from chassis import clock
from chassis.errors import ProblemError, Text
from chassis.store.database import Transaction
from contracts.events.enrollment import StudioFundProgressed
from services.enrollment.commands.studio.dossier import change, held, move, require, shortest_reason
from services.enrollment.commands.studio.ready import unready
from services.enrollment.commands.studio.with_it import WITH_IT, Turned
from services.enrollment.domain.problems import require_reason
from services.enrollment.domain.studio import problems as studio_problems
from services.enrollment.domain.studio import states
from services.enrollment.domain.words import FundState
from services.enrollment.queries.studio import life

FUND_WORDS: dict[FundState, Text] = {
    "APPLIED_FOR": Text("申请", "applied for"),
    "ALLOCATED": Text("下达", "allocated"),
    "RECEIVED": Text("到账", "received"),
}


async def activate(transaction: Transaction, studio_id: UUID, waiver: str, by: By) -> int:
    """Begin (Art. 4.1): with enough members and a window, or with fewer and a reason. Gives the version.

    Raises ConflictError `too_few_members`, `no_window`, `wrong_state`.
    """
    studio = await held(transaction, studio_id)
    if studio.state == "ACTIVE":
        return int(studio.version)
    require(studio, "activate")
    waived = _waived(await unready(transaction, studio), waiver, shortest_reason(studio))
    return await move(transaction, studio, "ACTIVE", by=by, at=clock.business(), reason=waived or "", waiver=waived)


async def turn(transaction: Transaction, studio_id: UUID, action: str, reason: str, by: By) -> int:
    """Suspend, resume or terminate, with a reason and all that rests on the studio; doing it twice is once. Gives the version."""
    studio, state = await held(transaction, studio_id), states.LIFE.target(action)
    if studio.state == state:
        return int(studio.version)
    require(studio, action)
    require_reason(reason, shortest=shortest_reason(studio))
    now = clock.business()
    version = await move(transaction, studio, state, by=by, at=now, reason=reason)
    await WITH_IT[action](transaction, Turned(studio, reason, by, now))
    return version


async def follow_fund(transaction: Transaction, studio_id: UUID, state: FundState, amount: int | None, by: By) -> int:
    """Note that the money was applied for, allocated, or received by the school that keeps it (Art. 12). `amount` in fen.

    Raises ConflictError `fund_out_of_order`. Gives the version.
    """
    studio, now = await held(transaction, studio_id), clock.business()
    if studio.fund_state == state:
        return int(studio.version)
    before = states.FUND_BEFORE[state]
    if studio.fund_state != before:
        raise studio_problems.fund_out_of_order(FUND_WORDS[before or "APPLIED_FOR"])
    fen = studio.fund_amount if amount is None else amount
    custodian = await life.host_school(transaction.connection, studio)
    if fen is None or custodian is None:
        raise studio_problems.unknown("amount", "金额或经费管理学校", "amount or custodian school")
    version = await change(
        transaction, studio, "fund", state, by=by, reason=str(fen), at=now, fund_state=state, fund_amount=fen
    )
    said = StudioFundProgressed(studio_id=studio_id, state=state, amount=fen, custodian_school_id=custodian)
    transaction.emit(said, subject=studio_id, version=version)
    return version


def _waived(problem: ProblemError | None, waiver: str, shortest: int) -> str | None:
    """The reason for beginning with fewer members, where it is needed; raises what nothing can waive."""
    if problem is None:
        return None
    if problem.code != "too_few_members" or not waiver:
        raise problem
    require_reason(waiver, "waiver", shortest)
    return waiver
