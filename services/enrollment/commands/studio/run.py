"""What the municipal office does with a studio that runs: begin, pause, end, change the host, follow the money."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from chassis import clock
from chassis.errors import ProblemError, Text
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.cases import Plan
from contracts.events.enrollment import StudioFundProgressed, StudioHostChanged
from services.enrollment.commands.case import By
from services.enrollment.commands.studio.dossier import change, held, move, require
from services.enrollment.commands.studio.ready import unready
from services.enrollment.domain.problems import require_reason
from services.enrollment.domain.studio import problems as studio_problems
from services.enrollment.domain.studio import states
from services.enrollment.domain.text import SHORTEST_REASON
from services.enrollment.domain.words import FundState
from services.enrollment.models import HostTerm
from services.enrollment.queries import known
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
    waived = _waived(await unready(transaction, studio), waiver, _shortest(studio))
    return await move(transaction, studio, "ACTIVE", by=by, at=clock.business(), reason=waived or "", waiver=waived)


async def turn(transaction: Transaction, studio_id: UUID, action: str, reason: str, by: By) -> int:
    """Suspend, resume or terminate, with a reason; doing it twice is once. Gives the version."""
    studio, state = await held(transaction, studio_id), states.LIFE.target(action)
    if studio.state == state:
        return int(studio.version)
    require(studio, action)
    require_reason(reason, shortest=_shortest(studio))
    return await move(transaction, studio, state, by=by, at=clock.business(), reason=reason)


@dataclass(frozen=True)
class NewHost:
    """Who takes over, with which titles (Art. 3), and why."""

    person_id: UUID
    titles: tuple[str, ...]
    reason: str


async def change_host(transaction: Transaction, studio_id: UUID, wanted: NewHost, by: By) -> int:
    """A new host term begins; the old one is kept with its dates. Gives the version."""
    studio, now = await held(transaction, studio_id), clock.business()
    if studio.host_id == wanted.person_id:
        return int(studio.version)
    if studio.state not in ("RECRUITING", "ACTIVE", "SUSPENDED"):
        raise studio_problems.wrong_state(studio.state, studio.state_since)
    require_reason(wanted.reason, shortest=_shortest(studio))
    host = await known.person(transaction.connection, wanted.person_id)
    if host is None or host.school_id is None:
        raise studio_problems.unknown("person_id", "教师", "teacher")
    elsewhere = await life.living_studio_of(transaction.connection, host.id, studio_id)
    if elsewhere:
        raise studio_problems.host_taken(elsewhere)
    past = {
        "studio_id": studio_id, "term": studio.host_term, "host_id": studio.host_id, "host_name": studio.host_name,
        "host_school_name": studio.host_school_name, "since": await _since(transaction, studio_id), "until": now,
        "reason": wanted.reason,
    }  # fmt: skip
    await transaction.execute(insert(HostTerm), past)
    term = studio.host_term + 1
    version = await change(
        transaction, studio, "host", host.name, by=by, reason=wanted.reason, at=now, host_id=host.id, host_name=host.name,
        host_school_id=host.school_id, host_school_name=host.school_name or "", host_titles=list(wanted.titles), host_term=term,
    )  # fmt: skip
    said = StudioHostChanged(studio_id=studio_id, term=term, host_id=host.id, since=now)
    transaction.emit(said, subject=studio_id, version=version)
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


def _shortest(studio: AnyRow) -> int:
    """How long a reason must be, by the rules the studio's case began under."""
    return Plan.model_validate(studio.plan).writing.shortest_reason if studio.plan else SHORTEST_REASON


def _waived(problem: ProblemError | None, waiver: str, shortest: int) -> str | None:
    """The reason for beginning with fewer members, where it is needed; raises what nothing can waive."""
    if problem is None:
        return None
    if problem.code != "too_few_members" or not waiver:
        raise problem
    require_reason(waiver, "waiver", shortest)
    return waiver


async def _since(transaction: Transaction, studio_id: UUID) -> datetime | None:
    terms = await life.terms(transaction.connection, studio_id)
    return terms[-1].until if terms else None
