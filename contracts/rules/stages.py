"""One stage of an approval chain, as a rule set says it, and the plan that follows from such rules for one case."""

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field

from contracts.cases import Plan, PlannedStage
from contracts.message import Message
from contracts.offices import CITY, Office, Role
from contracts.spans import Span, working_days
from contracts.writing import Writing

TitleLevel = Literal["national", "provincial", "municipal", "county"]
FOUR_ATTESTATIONS = ("ethics", "drive", "style", "teamwork")
JUDGED = ("approve", "reject")
RETURNABLE = ("approve", "return", "reject")
CITY_ROLES = (Role.MUNICIPAL_OFFICE, Role.MUNICIPAL_HR_DIVISION)


class Seat(Message):
    """Who holds a stage: a role, within the scope that the case fills in, such as `studio_county` or `city`."""

    role: str
    scope: str


class StageRule(Message):
    """One stage: who holds it, how long, and who is shown it when it is late [D]."""

    stage: str
    role: str
    scope: str
    beside: tuple[Seat, ...] = Field(default=(), description="Who has the stage together with that office.")
    mode: str = Field(default="one", description="`all`, `any` or `each`, where several offices have it.")
    deadline: Span
    remind_after: Span
    remind_every: Span
    escalate_to: str | None = Field(description="Shown the task once it is overdue; it never decides.")
    escalate_scope: str | None
    verbs: tuple[str, ...] = Field(
        description="None where the stage is a deed at the owner, such as filling in a form."
    )
    attestations: tuple[str, ...] = Field(description="Without them all a reviewer cannot approve (Art. 4.3).")

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Everybody who has the stage, the first one first."""
        return (Seat(role=self.role, scope=self.scope), *self.beside)


def stage_rule(
    stage: str,
    role: str,
    scope: str,
    deadline: Span,
    *,
    above: str | None,
    verbs: tuple[str, ...],
    remind_after: Span | None = None,
    attestations: tuple[str, ...] = (),
) -> StageRule:
    """A stage that is reminded of a day before it is late, unless said otherwise, and daily from then on [D]."""
    return StageRule(
        stage=stage,
        role=role,
        scope=scope,
        deadline=deadline,
        remind_after=remind_after or deadline.model_copy(update={"amount": max(deadline.amount - 1, 1)}),
        remind_every=working_days(1),
        escalate_to=above,
        escalate_scope=None if above is None else CITY if above in CITY_ROLES else "studio_county",
        verbs=verbs,
        attestations=attestations,
    )


def plan(
    version: int,
    rules: Iterable[StageRule],
    places: Mapping[str, str],
    *,
    instead: Mapping[str, Office] | None = None,
    writing: Writing | None = None,
) -> Plan:
    """Fix the path of one case.

    `places` says what each scope is for this case (a county code, a school's or a person's id); a scope it does not name
    stands for itself, as `city` does. `instead` names stages that another office has, as where the only recommender applies.
    """

    def office(seat: Seat) -> Office:
        return Office(role=seat.role, scope=places.get(seat.scope, seat.scope))

    stages = []
    for rule in rules:
        first = (instead or {}).get(rule.stage)
        offices = (first,) if first else tuple(office(seat) for seat in rule.seats)
        above = None
        if rule.escalate_to is not None:
            above = office(Seat(role=rule.escalate_to, scope=rule.escalate_scope or CITY))
        stages.append(
            PlannedStage(
                stage=rule.stage,
                offices=offices,
                mode=rule.mode if len(offices) > 1 else "one",
                deadline=rule.deadline,
                remind_after=rule.remind_after,
                remind_every=rule.remind_every,
                escalate_to=above,
                verbs=rule.verbs,
                attestations=rule.attestations,
            )
        )
    return Plan(rule_set_version=version, stages=tuple(stages), writing=writing or Writing())
