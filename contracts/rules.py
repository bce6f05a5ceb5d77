"""The schema of a rule set, and version 1: every number and every routing of the programme, as data.

A rule set is drafted, published and dated by `directory`; a case keeps the version it started under.
"""

from typing import Literal

from pydantic import Field

from contracts.message import Message
from contracts.offices import Role

Stage = Literal["school", "county", "municipal"]
Verb = Literal["approve", "return", "reject"]
Attestation = Literal["ethics", "drive", "style", "teamwork"]


class Span(Message):
    """A length of time; working days follow the State Council's holiday arrangements."""

    amount: int = Field(ge=0)
    unit: Literal["working_days", "days", "hours", "minutes", "seconds"]


class StageRule(Message):
    """One stage of an approval chain: who holds it, how long, and who is shown it when it is late."""

    stage: Stage
    role: Role
    scope: Literal["applicant_school", "studio_county", "city"]
    deadline: Span
    remind_after: Span
    remind_every: Span
    escalate_to: Role | None = Field(description="Shown the task once it is overdue; it never decides.")
    escalate_scope: Literal["studio_county", "city"] | None
    verbs: tuple[Verb, ...]
    attestations: tuple[Attestation, ...] = Field(description="Without them all a reviewer cannot approve (Art. 4.3).")


class Recruitment(Message):
    """How trainees are chosen (Art. 4)."""

    minimum_members: int = Field(ge=1, description="Art. 4.1")
    soft_cap: int = Field(ge=1)
    correction_period: Span = Field(description="How long a returned application may stay unanswered before it lapses.")
    own_school_recommender: Role = Field(
        description="Who recommends where the only recommender is the applicant, as with a principal (Art. 4.2)."
    )
    stages: tuple[StageRule, ...]


class RuleSet(Message):
    """Everything that may be set without changing the program."""

    version: int = Field(ge=1)
    name: str
    recruitment: Recruitment


def working_days(amount: int) -> Span:
    """So many working days."""
    return Span(amount=amount, unit="working_days")


FOUR_ATTESTATIONS: tuple[Attestation, ...] = ("ethics", "drive", "style", "teamwork")

VERSION_1 = RuleSet(
    version=1,
    name="温名师办〔2021〕100号",
    recruitment=Recruitment(
        minimum_members=10,
        soft_cap=20,
        correction_period=Span(amount=10, unit="days"),
        own_school_recommender=Role.COUNTY_PERSONNEL_SECTION,
        stages=(
            StageRule(
                stage="school",
                role=Role.TRAINEE_SCHOOL,
                scope="applicant_school",
                deadline=working_days(5),
                remind_after=working_days(3),
                remind_every=working_days(1),
                escalate_to=Role.COUNTY_OFFICE,
                escalate_scope="studio_county",
                verbs=("approve", "return", "reject"),
                attestations=FOUR_ATTESTATIONS,
            ),
            StageRule(
                stage="county",
                role=Role.COUNTY_OFFICE,
                scope="studio_county",
                deadline=working_days(10),
                remind_after=working_days(7),
                remind_every=working_days(1),
                escalate_to=Role.MUNICIPAL_OFFICE,
                escalate_scope="city",
                verbs=("approve", "return", "reject"),
                attestations=FOUR_ATTESTATIONS,
            ),
            StageRule(
                stage="municipal",
                role=Role.MUNICIPAL_OFFICE,
                scope="city",
                deadline=working_days(10),
                remind_after=working_days(7),
                remind_every=working_days(1),
                escalate_to=Role.MUNICIPAL_HR_DIVISION,
                escalate_scope="city",
                verbs=("approve", "return", "reject"),
                attestations=FOUR_ATTESTATIONS,
            ),
        ),
    ),
)
