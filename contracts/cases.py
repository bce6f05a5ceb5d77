"""What every case shows of itself, whatever its kind: the plan it travels by and the card the inbox shows."""

from uuid import UUID, uuid5

from pydantic import Field

from contracts.message import Message
from contracts.offices import Office
from contracts.rules import Attestation, Span, Stage, Verb

TASKS = UUID("3f6dd5c8-7a9b-5c55-9a34-5a0a63a2c1de")


def task_id(case_id: UUID, stage: str, round_: int) -> UUID:
    """The task's id follows from its place in the case: a repeated opening finds the first task, an early decision its workflow."""
    return uuid5(TASKS, f"{case_id}/{stage}/{round_}")


class PlannedStage(Message):
    """A stage rule resolved for one case: the office is known."""

    stage: Stage
    office: Office
    deadline: Span
    remind_after: Span
    remind_every: Span
    escalate_to: Office | None
    verbs: tuple[Verb, ...]
    attestations: tuple[Attestation, ...]


class Plan(Message):
    """The path of a case, fixed when it starts: workflow, diagram and returns all read this and nothing else."""

    rule_set_version: int
    stages: tuple[PlannedStage, ...]


class CaseCard(Message):
    """What approvals shows of a case it does not own. Personal data: never passed to a workflow."""

    case_id: UUID
    case_no: str
    kind: str = Field(description="e.g. `trainee_application`")
    title: str
    applicant_id: UUID
    applicant_name: str
    parties: tuple[UUID, ...] = Field(description="People who may not decide: it is their own case.")
    school_name: str
    studio_id: UUID
    studio_name: str
    county: str
    revision: int
    content_hash: str = Field(description="SHA-256 of the frozen revision, hex.")
    plan: Plan
