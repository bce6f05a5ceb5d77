"""Whether a person may decide a task as they want to, as the task and its case stand."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from casework.authority import Hold, Place, authority, conflict, own_first
from casework.problems import CONFLICTS
from services.approvals.domain import problems
from services.approvals.domain.case import CaseState
from services.approvals.domain.sight import Sight
from services.approvals.domain.task import CLAIM_LASTS, TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to decide, on the revision they read."""

    verb: str
    opinion: str
    attestations: tuple[str, ...]
    revision: int
    content_hash: str
    proxy_id: UUID | None = None


def require_sight(task: TaskState, case: CaseState, person_id: UUID, holds: tuple[Hold, ...]) -> None:
    """Raises NotFoundError where the person may not see the case, or its card is not here yet."""
    seen = Sight.of(person_id, holds).covers(case.parties, [*case.seen_by, task.office_key], case.county)
    if case.revision is None or not seen:
        raise problems.no_such_task()


def require_authority(task: TaskState, case: CaseState, person_id: UUID, hold: Hold | None) -> Hold:
    """The right the person acts by. Raises ForbiddenError: not their office, own case, two levels, two seats, proxy."""
    if hold is None:
        raise problems.not_your_office()
    bar = conflict(person_id, hold, Place(task.office_key, task.stage, task.seat), case.parties, case.deciders)
    if bar is not None:
        raise CONFLICTS[bar]()
    return hold


def require_open(task: TaskState, case: CaseState) -> None:
    """Raises ConflictError naming who decided, or why the task was closed, and when; or that the case has ended, whatever its tasks say."""
    if task.state == "DECIDED":
        raise problems.already_decided(task.decided_by_name or "", task.decided_at, task.verb or "")
    if task.state == "CLOSED":
        raise problems.task_closed(task.closed_reason or "", task.closed_at)
    if case.finished:
        raise problems.case_ended()


def require_unclaimed(task: TaskState, person_id: UUID, now: datetime) -> None:
    """Raises ConflictError where somebody else has taken the task on."""
    if task.claimant(now) not in (None, person_id):
        raise problems.claimed(task.claimed_by_name or "", task.claimed_at, CLAIM_LASTS)


def is_repeat(task: TaskState, person_id: UUID, wanted: Wanted) -> bool:
    """Whether the same person decides the same way once more, as a double click does."""
    return (
        task.state == "DECIDED"
        and task.decided_by == person_id
        and (task.verb, task.opinion, task.revision) == (wanted.verb, wanted.opinion, wanted.revision)
    )


def judge(
    task: TaskState, case: CaseState, person_id: UUID, holds: tuple[Hold, ...], wanted: Wanted, now: datetime
) -> Hold:
    """The right by which the decision is taken; raises the ProblemError that stands in its way."""
    require_sight(task, case, person_id, holds)
    hold = authority(holds, task.office_key, wanted.proxy_id)
    if hold is None and wanted.proxy_id is not None:
        raise problems.proxy_not_valid()
    hold = require_authority(task, case, person_id, hold)
    require_open(task, case)
    require_revision(task, case, wanted)
    require_unclaimed(task, person_id, now)
    require_complete(task, case, wanted)
    return hold


def require_revision(task: TaskState, case: CaseState, wanted: Wanted) -> None:
    """Raises ConflictError unless what was read is what lies before the office."""
    read, asked, known = (
        (wanted.revision, wanted.content_hash),
        (task.revision, task.content_hash),
        (case.revision, case.content_hash),
    )
    if read != asked or known != asked:
        raise problems.stale_revision(task.revision, task.content_hash)


def require_complete(task: TaskState, case: CaseState, wanted: Wanted) -> None:
    """Raises InvalidError: a verb the stage does not have, too few words or too many, attestations missing (Art. 4.3)."""
    if wanted.verb not in task.planned["verbs"]:
        raise problems.verb_not_allowed(task.planned["verbs"])
    writing = case.writing
    if wanted.verb != "approve" and len(wanted.opinion) < writing.shortest_reason:
        raise problems.opinion_required(writing.shortest_reason)
    if len(wanted.opinion) > writing.longest_opinion:
        raise problems.opinion_too_long(writing.longest_opinion)
    missing = [item for item in task.planned["attestations"] if item not in wanted.attestations]
    if wanted.verb == "approve" and missing:
        raise problems.attestations_required(missing)


def offered(
    task: TaskState, case: CaseState, person_id: UUID, holds: tuple[Hold, ...], now: datetime
) -> tuple[bool, Hold | None]:
    """Whether the person may decide the task now, and the right to offer them: own before a proxy, free of conflicts first."""
    rights = [hold for hold in holds if hold.office_key == task.office_key]
    place = Place(task.office_key, task.stage, task.seat)
    free = [h for h in rights if conflict(person_id, h, place, case.parties, case.deciders) is None]
    hold = own_first(free or rights)
    open_to_them = task.state == "OPEN" and not case.finished and task.claimant(now) in (None, person_id)
    return bool(free) and open_to_them, hold


def at_revision(wanted: Wanted, task: TaskState, revision: int) -> Wanted:
    """The same wish on a revision named by number alone, as in a batch; it must be the one that lies before the office."""
    return replace(wanted, revision=revision, content_hash=task.content_hash if revision == task.revision else "")
