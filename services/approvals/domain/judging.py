"""Whether a person may decide a task as they want to, as the task and its case stand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.cases import PlannedStage
from contracts.rules import Verb
from services.approvals.domain import problems
from services.approvals.domain.authority import Hold, Sight, authority, conflict, first_authority

CLAIM_LASTS = timedelta(hours=2)
OPINION_LEAST = 2
OPINION_MOST = 2000


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task as it stands; the fields are those of the table."""

    task_id: UUID
    case_id: UUID
    kind: str
    stage: str
    round: int
    office_key: str
    shown_to: str | None
    state: str
    reason: str | None
    revision: int
    content_hash: str
    planned: dict[str, Any]
    opened_at: datetime
    due_at: datetime
    next_reminder_at: datetime
    reminded_count: int
    claimed_by: UUID | None
    claimed_by_name: str | None
    claimed_at: datetime | None
    decision_id: UUID | None
    decided_at: datetime | None
    decided_by: UUID | None
    decided_by_name: str | None
    decided_for_name: str | None
    verb: str | None
    opinion: str | None
    closed_at: datetime | None
    closed_reason: str | None
    overtaken_at: datetime | None

    @property
    def rule(self) -> PlannedStage:
        """The stage as planned."""
        return PlannedStage.model_validate(self.planned)

    def claimant(self, now: datetime) -> UUID | None:
        """Who has taken the task on; a claim lapses after two hours, so that nobody's absence holds a case up."""
        if self.claimed_by is None or self.claimed_at is None or now >= self.claimed_at + CLAIM_LASTS:
            return None
        return self.claimed_by


@dataclass(frozen=True, slots=True)
class CaseState:
    """What matters of a case for what is done with its tasks. Without a card `revision` is None."""

    case_id: UUID
    case_no: str | None
    county: str | None
    parties: list[UUID]
    seen_by: list[str]
    deciders: Mapping[str, set[UUID]]
    log_length: int
    log_head: str
    revision: int | None
    content_hash: str | None
    rule_set_version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to decide, on the revision they read."""

    verb: Verb
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
    """The right the person acts by. Raises ForbiddenError: not their office, own case, two levels, proxy."""
    if hold is None:
        raise problems.not_your_office()
    bar = conflict(person_id, hold, task.stage, case.parties, case.deciders)
    if bar is not None:
        raise problems.CONFLICTS[bar]()
    return hold


def require_open(task: TaskState) -> None:
    """Raises ConflictError naming who decided, or why the task was closed, and when."""
    if task.state == "DECIDED":
        raise problems.already_decided(task.decided_by_name or "", task.decided_at, task.verb or "")
    if task.state == "CLOSED":
        raise problems.task_closed(task.closed_reason or "", task.closed_at)


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
    require_open(task)
    require_revision(task, case, wanted)
    require_unclaimed(task, person_id, now)
    require_complete(task, wanted)
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


def require_complete(task: TaskState, wanted: Wanted) -> None:
    """Raises InvalidError: a verb the stage does not have, no opinion, attestations missing (Art. 4.3)."""
    if wanted.verb not in task.planned["verbs"]:
        raise problems.verb_not_allowed(task.planned["verbs"])
    if wanted.verb != "approve" and len(wanted.opinion) < OPINION_LEAST:
        raise problems.opinion_required(OPINION_LEAST)
    missing = [item for item in task.planned["attestations"] if item not in wanted.attestations]
    if wanted.verb == "approve" and missing:
        raise problems.attestations_required(missing)


def offered(
    task: TaskState, case: CaseState, person_id: UUID, holds: tuple[Hold, ...], now: datetime
) -> tuple[bool, Hold | None]:
    """Whether the person may decide the task now, and the right to offer them: own before a proxy, free of conflicts first."""
    rights = [hold for hold in holds if hold.office_key == task.office_key]
    free = [h for h in rights if conflict(person_id, h, task.stage, case.parties, case.deciders) is None]
    hold = first_authority(free or rights, task.office_key)
    open_to_them = task.state == "OPEN" and task.claimant(now) in (None, person_id)
    return bool(free) and open_to_them, hold


def with_decider(deciders: Mapping[str, set[UUID]], stage: str, *people: UUID | None) -> dict[str, list[str]]:
    """`deciders` with these people added to a stage, in the form it is stored."""
    acted = {person for person in people if person is not None}
    joined = {**deciders, stage: deciders.get(stage, set()) | acted}
    return {name: sorted(map(str, members)) for name, members in joined.items()}


def at_revision(wanted: Wanted, task: TaskState, revision: int) -> Wanted:
    """The same wish on a revision named by number alone, as in a batch; it must be the one that lies before the office."""
    return replace(wanted, revision=revision, content_hash=task.content_hash if revision == task.revision else "")
