"""What owners make of decisions and of time: the real tables of states, one for each kind of case, and plans under them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from chassis.state_machine import Machine
from contracts.cases import Plan
from contracts.kinds import DISQUALIFICATION, STUDIO_ESTABLISHMENT, TRAINEE_APPLICATION
from contracts.offices import CITY, Role
from contracts.rules import VERSION_1, Seat, StageRule, plan
from contracts.rules.stages import stage_rule
from contracts.spans import Span
from services.enrollment.domain.application import states as application
from services.enrollment.domain.disqualification import states as due_process
from services.enrollment.domain.studio import states as studio
from tests.workflows.trial import PARCEL

COUNTY = "330328"
NEIGHBOUR = "330326"
DAY = timedelta(days=1)
CORRECTION_PERIOD, STATEMENT_PERIOD, APPEAL_PERIOD = 10 * DAY, 5 * DAY, 10 * DAY
# Under the rule set of the tests a task is due after four and a half days, with reminders from the third day on.
DUE_AFTER, REMIND_AFTER, REMIND_EVERY = 4.5 * DAY, 3 * DAY, 1 * DAY

# Which state an application is in while a level has it.
BEFORE = {"school": "SUBMITTED", "county": "RECOMMENDED", "municipal": "COUNTY_APPROVED"}


@dataclass(frozen=True)
class Table:
    """One kind. `moves`: by stage and verb, the states it is decided in and the one it leads to.

    `time`: how long somebody may act in a state (None: until a condition holds), and where it goes then; None where it ends there.
    """

    opening: str
    moves: Callable[[str, str], tuple[Collection[str], str] | None]
    ended: Collection[str]
    stages: tuple[StageRule, ...]
    time: Mapping[str, tuple[timedelta | None, str | None]] = field(default_factory=dict)


def _decided(life: Machine[Any], stage: str, verb: str) -> tuple[Collection[str], str] | None:
    action = life.decisions.get((stage, verb))
    return None if action is None else (life.sources(action), life.target(action))


def _parcel(stage: str, verb: str) -> tuple[Collection[str], str] | None:
    state, after = PARCELS[stage]
    return ((state,), after if verb == "approve" or stage == "weighing" else "REFUSED")


PARCELS = {
    "countersign": ("PACKED", "COUNTERSIGNED"),
    "any_sign": ("COUNTERSIGNED", "SIGNED"),
    "weighing": ("SIGNED", "WEIGHED"),
    "customs": ("WEIGHED", "SENT"),
    "post": ("WEIGHED", "SENT"),
}


def _parcel_stages() -> tuple[StageRule, ...]:
    def rule(stage: str, scope: str, mode: str = "one", *beside: str) -> StageRule:
        found = stage_rule(
            stage,
            Role.COUNTY_OFFICE,
            scope,
            _hours(DUE_AFTER),
            above=Role.MUNICIPAL_OFFICE,
            verbs=("approve", "reject"),
        )
        seats = tuple(Seat(role=Role.COUNTY_OFFICE, scope=other) for other in beside)
        return found.model_copy(update={"beside": seats, "mode": mode})

    return (
        rule("countersign", COUNTY, "all", NEIGHBOUR),
        rule("any_sign", COUNTY, "any", NEIGHBOUR),
        rule("weighing", COUNTY, "each", NEIGHBOUR),
        rule("customs", COUNTY),
        rule("post", NEIGHBOUR),
    )


def _hours(span: timedelta) -> Span:
    return Span(amount=int(span.total_seconds() // 3600), unit="hours")


DISQUALIFICATION_ENDED = {"DISMISSED", "UPHELD", "OVERTURNED", "CORRECTED"}
TABLES = {
    TRAINEE_APPLICATION.name: Table(
        "SUBMITTED", partial(_decided, application.LIFE), application.LIFE.final, VERSION_1.recruitment.stages,
        {"RETURNED": (CORRECTION_PERIOD, "LAPSED")},
    ),
    STUDIO_ESTABLISHMENT.name: Table(
        "NOMINATED", partial(_decided, studio.LIFE), studio.ESTABLISHED, VERSION_1.establishment.stages,
        {"BASE_CONFIRMED": (timedelta(), "RECRUITING"), "RECRUITING": (None, "ACTIVE")},
    ),
    DISQUALIFICATION.name: Table(
        "FLAGGED", partial(_decided, due_process.LIFE), DISQUALIFICATION_ENDED, VERSION_1.discipline.stages,
        {"HOST_CONFIRMED": (STATEMENT_PERIOD, "STATEMENT"), "DISQUALIFIED": (APPEAL_PERIOD, None)},
    ),
    PARCEL.name: Table("PACKED", _parcel, {"SENT", "REFUSED"}, _parcel_stages()),
}  # fmt: skip


def plan_of(kind: str) -> Plan:
    """The kind's stages with deadlines in plain hours, and somebody in each office."""
    places = {"studio_county": COUNTY, "city": CITY}
    places |= {scope: str(uuid4()) for scope in ("applicant_school", "base_school", "host", "member")}
    found = plan(1, TABLES[kind].stages, places)
    spans = {"deadline": _hours(DUE_AFTER), "remind_after": _hours(REMIND_AFTER), "remind_every": _hours(REMIND_EVERY)}
    return found.model_copy(update={"stages": tuple(stage.model_copy(update=spans) for stage in found.stages)})
