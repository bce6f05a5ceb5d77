"""The schema of a rule set, and version 1: every number and every routing of the programme, as data.

A rule set is drafted, published and dated by `directory`; a case keeps the version it started under.
"""

from typing import Literal

from pydantic import Field

from contracts.message import Message
from contracts.offices import Role

Stage = Literal[
    "school", "county", "municipal",
    "qualification", "dispatch", "base_proposal", "base_confirmation",
    "host_confirmation", "statement", "county_opinion", "decision", "appeal_filing", "appeal",
]  # fmt: skip
# The levels an application passes (Art. 4.2).
Level = Literal["school", "county", "municipal"]
TitleLevel = Literal["national", "provincial", "municipal", "county"]
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
    scope: Literal["applicant_school", "studio_county", "city", "base_school", "host", "member"]
    deadline: Span
    remind_after: Span
    remind_every: Span
    escalate_to: Role | None = Field(description="Shown the task once it is overdue; it never decides.")
    escalate_scope: Literal["studio_county", "city"] | None
    verbs: tuple[Verb, ...] = Field(
        description="None where the stage is a deed at the owner, such as filling in a form."
    )
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


class TitleRule(Message):
    """A title that makes somebody eligible as a host (Art. 3), at the level it must be of."""

    group: Literal[1, 2, 3]
    name: str
    level: TitleLevel


class Establishment(Message):
    """How a studio comes to be (Arts. 3, 4.1, 8.1). The list of titles is the municipal office's (「等」)."""

    titles: tuple[TitleRule, ...]
    stages: tuple[StageRule, ...]


class Discipline(Message):
    """How a trainee may lose the place (Art. 7.2)."""

    truancies: int = Field(ge=1, description="Unexcused absences over the cycle from which on the process begins.")
    stages: tuple[StageRule, ...]


def working_days(amount: int) -> Span:
    """So many working days."""
    return Span(amount=amount, unit="working_days")


def _stage(
    stage: Stage,
    role: Role,
    scope: Literal["studio_county", "city", "base_school", "host", "member"],
    deadline: Span,
    above: Role | None,
    verbs: tuple[Verb, ...],
) -> StageRule:
    """A stage of the processes about studios and members: reminded a day before it is late, then daily."""
    return StageRule(
        stage=stage,
        role=role,
        scope=scope,
        deadline=deadline,
        remind_after=deadline.model_copy(update={"amount": max(deadline.amount - 1, 1)}),
        remind_every=working_days(1),
        escalate_to=above,
        escalate_scope=None if above is None else "city" if above in CITY_ROLES else "studio_county",
        verbs=verbs,
        attestations=(),
    )


CITY_ROLES = (Role.MUNICIPAL_OFFICE, Role.MUNICIPAL_HR_DIVISION)
JUDGED: tuple[Verb, ...] = ("approve", "reject")

ESTABLISHMENT_1 = Establishment(
    titles=(
        TitleRule(group=1, name="国家“万人计划”教学名师", level="national"),
        TitleRule(group=1, name="省“万人计划”教学名师", level="provincial"),
        TitleRule(group=1, name="省特级教师", level="provincial"),
        TitleRule(group=1, name="省正高级教师", level="provincial"),
        TitleRule(group=1, name="享受教授级待遇中学高级教师", level="provincial"),
        TitleRule(group=1, name="市“特支计划”教学名师", level="municipal"),
        TitleRule(group=2, name="温州市名校长", level="municipal"),
        TitleRule(group=2, name="温州市名教师", level="municipal"),
        TitleRule(group=2, name="温州市名班主任", level="municipal"),
        TitleRule(group=3, name="教坛新秀", level="provincial"),
    ),
    stages=(
        _stage("qualification", Role.MUNICIPAL_OFFICE, "city", working_days(10), Role.MUNICIPAL_HR_DIVISION, JUDGED),
        _stage("dispatch", Role.MUNICIPAL_OFFICE, "city", working_days(10), Role.MUNICIPAL_HR_DIVISION, ()),
        _stage(
            "base_proposal", Role.COUNTY_PERSONNEL_SECTION, "studio_county", working_days(10), Role.MUNICIPAL_OFFICE, ()
        ),
        _stage("base_confirmation", Role.TRAINEE_SCHOOL, "base_school", working_days(5), Role.COUNTY_OFFICE, JUDGED),
    ),
)

DISCIPLINE_1 = Discipline(
    truancies=2,
    stages=(
        _stage("host_confirmation", Role.PERSON, "host", working_days(5), Role.COUNTY_OFFICE, JUDGED),
        _stage("statement", Role.PERSON, "member", working_days(5), None, ()),
        _stage("county_opinion", Role.COUNTY_OFFICE, "studio_county", working_days(5), Role.MUNICIPAL_OFFICE, JUDGED),
        _stage("decision", Role.MUNICIPAL_OFFICE, "city", working_days(5), Role.MUNICIPAL_HR_DIVISION, JUDGED),
        _stage("appeal_filing", Role.PERSON, "member", Span(amount=10, unit="days"), None, ()),
        _stage("appeal", Role.MUNICIPAL_OFFICE, "city", working_days(10), Role.MUNICIPAL_HR_DIVISION, JUDGED),
    ),
)


class RuleSet(Message):
    """Everything that may be set without changing the program."""

    version: int = Field(ge=1)
    name: str
    recruitment: Recruitment
    establishment: Establishment = ESTABLISHMENT_1
    discipline: Discipline = DISCIPLINE_1


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
