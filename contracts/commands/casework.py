"""Commands to the owner of a case whose state a run follows. Each is guarded by the owner's row.

Refusal codes: `wrong_state` (another fact came first), `stale_revision`, `not_yet` (with `retry_in`).
"""

from datetime import datetime
from uuid import UUID

from contracts.cases import Plan
from contracts.commands.command import Command
from contracts.message import Message
from contracts.rules import Stage, Verb


class OpenCase(Message):
    """Ask how the case stands."""

    case_id: UUID


class CaseStands(Message):
    """Where the case stands; a finished one ends the run. `proceed_in`: seconds until time alone moves it on, where it does."""

    finished: bool
    state: str
    version: int
    case_no: str
    county: str
    studio_id: UUID
    revision: int
    content_hash: str
    plan: Plan
    proceed_in: float | None = None


class RecordCaseDecision(Message):
    """Take a stage's decision over into the case's state."""

    case_id: UUID
    decision_id: UUID
    stage: Stage
    verb: Verb
    revision: int
    decided_at: datetime


class Proceed(Message):
    """Go on where nothing but time, or a condition that now holds, was waited for."""

    case_id: UUID


class CaseMoved(Message):
    """The state it led to."""

    state: str


OPEN_STUDIO = Command("enrollment.open_studio", OpenCase, CaseStands)
RECORD_STUDIO_DECISION = Command("enrollment.record_studio_decision", RecordCaseDecision, CaseMoved)
PROCEED_STUDIO = Command("enrollment.proceed_studio", Proceed, CaseMoved)

OPEN_DISQUALIFICATION = Command("enrollment.open_disqualification", OpenCase, CaseStands)
RECORD_DISQUALIFICATION_DECISION = Command("enrollment.record_disqualification_decision", RecordCaseDecision, CaseMoved)
PROCEED_DISQUALIFICATION = Command("enrollment.proceed_disqualification", Proceed, CaseMoved)

STUDIO_COMMANDS = (OPEN_STUDIO, RECORD_STUDIO_DECISION, PROCEED_STUDIO)
DISQUALIFICATION_COMMANDS = (OPEN_DISQUALIFICATION, RECORD_DISQUALIFICATION_DECISION, PROCEED_DISQUALIFICATION)
