"""A decision as a signed fact: `approvals` signs it, and the owner of the case believes nothing else.

What carries it in between (event, signal, command) needs to be trusted by nobody. A signature names case, stage, turn, revision
and what its content was, the office and the moment, so that it serves nowhere else; that it serves once, the owner sees to.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from pydantic import ValidationError

from contracts.cases import Plan, task_id
from contracts.commands.cases import STALE_REVISION, WRONG_STATE, Record
from contracts.commands.command import Refusal
from contracts.message import Message
from contracts.offices import Office

PURPOSE = "decision"
APPROVE = "approve"
# The modes in which offices are settled by one outcome; in all others each is settled by itself.
TOGETHER = ("all", "any")

# An answer about now: whoever asks with another signature, or when the owner knows a new key, is answered anew.
UNPROVEN = Refusal(code="unproven", retry_in=1.0)
# Both come second to another fact: the decision was taken over before, or the stage had become another office's.
SPENT = Refusal(code="spent")
OFFICE_CHANGED = Refusal(code="office_changed")
# Whoever decided had done something at another level, of which approvals had not heard: somebody else of the office must.
TWO_LEVELS = Refusal(code="two_levels", again=True)


class SignedDecision(Message):
    """What is signed of a decision."""

    decision_id: UUID
    case_id: UUID
    kind: str
    stage: str
    turn: int
    seat: int
    verb: str
    revision: int
    content_hash: str
    office: Office
    decided_by: UUID
    acting_for: UUID | None = None
    decided_at: datetime

    @property
    def task_id(self) -> UUID:
        """The task it decides."""
        return task_id(self.case_id, self.stage, self.turn, self.seat)


class Decision(Protocol):
    """What the outcome of a stage depends on."""

    @property
    def verb(self) -> str:
        """What was decided."""
        ...

    @property
    def decided_at(self) -> datetime:
        """When."""
        ...


@dataclass(frozen=True)
class Outcome[Decided: Decision]:
    """The decision that settles the stage, and by seat all it rests on."""

    settled_by: Decided
    rests_on: dict[int, Decided]


def outcome[Decided: Decision](mode: str, decided: Mapping[int, Decided], seats: int) -> Outcome[Decided] | None:
    """What it comes to, of so many seats; None while others must still be heard.

    `all`: the first to do anything but approve settles it, else everybody must have approved. Any other mode: the first to
    decide decides, by the moment of the decision and not of its arrival.
    """
    in_time = sorted(decided.items(), key=lambda item: (item[1].decided_at, item[0]))
    for place, (seat, decision) in enumerate(in_time):
        if mode != "all":
            return Outcome(decision, {seat: decision})
        if decision.verb != APPROVE or place == seats - 1:
            return Outcome(decision, dict(in_time[: place + 1]))
    return None


class Settled(Message):
    """What the offices of a stage came to, as their signatures prove it."""

    case_id: UUID
    kind: str
    stage: str
    turn: int
    verb: str
    revision: int
    decided_at: datetime
    decisions: tuple[SignedDecision, ...]


def read_all(asked: Record, read: Callable[[str], bytes]) -> tuple[SignedDecision, ...] | None:
    """What was decided, where each signature is genuine and of this case's stage; `read` raises ValueError for one that is not."""
    try:
        decisions = tuple(SignedDecision.model_validate_json(read(signature)) for signature in asked.signatures)
    except (ValidationError, ValueError):
        return None
    place = (asked.kind, asked.case_id, asked.stage)
    genuine = bool(decisions) and all((one.kind, one.case_id, one.stage) == place for one in decisions)
    return decisions if genuine else None


def settle(decisions: Sequence[SignedDecision], plan: Plan, revision: int, content_hash: str) -> Settled | Refusal:
    """What these decisions of one stage amount to, by the owner's own plan, revision and hash of what was decided on.

    Refused as `unproven` where they settle nothing, as `office_changed` where the stage did not lie before that office when it
    decided. Of an older revision they may be: that they come too late is the owner's to say.
    """
    planned = next((one for one in plan.stages if one.stage == decisions[0].stage), None)
    seats = {one.seat: one for one in decisions}
    if planned is None:
        return WRONG_STATE
    if any(one.revision == revision and one.content_hash != content_hash for one in decisions):
        return STALE_REVISION
    if not all(planned.lay_before(one.seat, one.office, one.decided_at) for one in decisions):
        return OFFICE_CHANGED
    together = planned.mode in TOGETHER
    found = outcome(planned.mode if together else "one", seats, len(planned.offices))
    if found is None or len(found.rests_on) != len(decisions) or len({one.revision for one in decisions}) > 1:
        return UNPROVEN
    by = found.settled_by
    return Settled(
        case_id=by.case_id,
        kind=by.kind,
        stage=by.stage,
        turn=by.turn,
        verb=by.verb,
        revision=by.revision,
        decided_at=by.decided_at,
        decisions=tuple(found.rests_on[seat] for seat in sorted(found.rests_on)),
    )
