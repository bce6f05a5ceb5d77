"""Commands to `enrollment`. Each is guarded by the application's row.

Refusal codes: `withdrawn`, `ended`, `round_closed`, `not_yet` (with `retry_in`), `resubmitted`, `stale_revision`,
`membership_exists` (one live membership per person and cycle, Art. 4.2), `studio_full` (the studio's cap or the round's
quota is reached), `wrong_state`.
"""

from datetime import datetime
from uuid import UUID

from contracts.cases import Plan
from contracts.commands.command import Command
from contracts.events.enrollment import ApplicationState, LapseCause
from contracts.message import Message
from contracts.rules import Stage, Verb


class AskStanding(Message):
    """Ask how an application stands now; one that is finished ends its run."""

    application_id: UUID


class ApplicationStands(Message):
    """The state, and what its run goes by."""

    finished: bool
    state: ApplicationState
    revision: int
    content_hash: str
    plan: Plan


class RecordDecision(Message):
    """Take a decision of a stage over into the application's state."""

    application_id: UUID
    decision_id: UUID
    stage: Stage
    verb: Verb
    revision: int
    decided_at: datetime


class DecisionTaken(Message):
    """The state it led to; for RETURNED the seconds until it lapses."""

    state: ApplicationState
    lapse_in: float | None


class Admit(Message):
    """Make the applicant a member, on the municipal decision named (Art. 4.2). What was decided before a closing counts."""

    application_id: UUID
    decision_id: UUID
    revision: int
    decided_at: datetime


class Admitted(Message):
    """The membership that came of it."""

    membership_id: UUID


class Lapse(Message):
    """End an application nobody answered in time, or whose round closed."""

    application_id: UUID
    cause: LapseCause


class Lapsed(Message):
    """It has ended."""

    lapsed_at: datetime


ASK_STANDING = Command("enrollment.ask_standing", AskStanding, ApplicationStands)
RECORD_DECISION = Command("enrollment.record_decision", RecordDecision, DecisionTaken)
ADMIT = Command("enrollment.admit", Admit, Admitted)
LAPSE = Command("enrollment.lapse", Lapse, Lapsed)


class CloseRound(Message):
    """Close a round whose time is up."""

    round_id: UUID


class RoundEnded(Message):
    """The round is closed, now or before."""

    closed_at: datetime


CLOSE_ROUND = Command("enrollment.close_round", CloseRound, RoundEnded)

COMMANDS = (ASK_STANDING, RECORD_DECISION, ADMIT, LAPSE, CLOSE_ROUND)
