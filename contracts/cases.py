"""What every kind of case is made of: the plan it travels by, the card it is shown by, and the news its owner tells of it.

Words on the wire are open: kinds, states, stages, verbs and causes are strings, so that a service may say more than an older
reader knows. The owner of a case has closed types for its own.
"""

from datetime import datetime
from functools import cache
from typing import ClassVar
from uuid import UUID, uuid5

from pydantic import Field

from contracts.envelope import Event
from contracts.message import Message
from contracts.offices import Office
from contracts.spans import Span
from contracts.writing import Writing

TASKS = UUID("3f6dd5c8-7a9b-5c55-9a34-5a0a63a2c1de")


def task_id(case_id: UUID, stage: str, turn: int, seat: int = 0) -> UUID:
    """The task's id follows from its place in the case: a repeated opening finds the first task, an early decision its workflow.

    `turn` counts how often the stage was entered, from 1; `seat` the offices that have the stage together, from 0.
    """
    return uuid5(TASKS, f"{case_id}/{stage}/{turn}/{seat}")


class Label(Message):
    """What something is called, in both languages."""

    zh: str
    en: str


class Fact(Message):
    """Something a case says of itself, in a form that anybody can show without knowing the kind of case.

    `type`: `text`, `person` (a name), `date` (ISO 8601), `money` (integer fen) or `file` (a name); another one is shown as text.
    """

    name: str = Field(description="For programs, such as `applicant` or `amount`.")
    label: Label
    value: str
    type: str = "text"


class EarlierOffice(Message):
    """An office that had a seat of a stage until another got it. What it decided by then counts."""

    seat: int
    office: Office
    until: datetime


class PlannedStage(Message):
    """A stage rule resolved for one case: the offices are known.

    `mode` says what several offices are to one another: `one` (there is only one), `all` (会签: each must approve),
    `any` (或签: the first to decide decides) or `each` (what each decides is taken over by itself).
    """

    stage: str
    offices: tuple[Office, ...] = Field(min_length=1)
    mode: str = "one"
    deadline: Span
    remind_after: Span
    remind_every: Span
    escalate_to: Office | None
    verbs: tuple[str, ...]
    attestations: tuple[str, ...]
    earlier: tuple[EarlierOffice, ...] = ()

    def lay_before(self, seat: int, office: Office, at: datetime) -> bool:
        """Whether this office had the seat at that moment."""
        if office in self.offices[seat : seat + 1]:
            return True
        return any((one.seat, one.office) == (seat, office) and at <= one.until for one in self.earlier)

    def put_before(self, seat: int, office: Office, at: datetime) -> "PlannedStage":
        """The stage once another office has the seat, from that moment on."""
        offices = tuple(office if place == seat else had for place, had in enumerate(self.offices))
        left = EarlierOffice(seat=seat, office=self.offices[seat], until=at)
        return self.model_copy(update={"offices": offices, "earlier": (*self.earlier, left)})

    @property
    def office(self) -> Office:
        """The office of a stage that one office has."""
        return self.offices[0]


class Plan(Message):
    """The path of a case, fixed when it starts: workflow, diagram and returns all read this and nothing else."""

    rule_set_version: int
    stages: tuple[PlannedStage, ...]
    writing: Writing = Writing()

    def stage(self, name: str) -> PlannedStage:
        """A stage by its name. Raises KeyError for one that is not on the path."""
        for planned in self.stages:
            if planned.stage == name:
                return planned
        raise KeyError(name)

    def put_before(self, name: str, seat: int, office: Office, at: datetime) -> "Plan":
        """The plan once another office has a seat of that stage, from that moment on."""
        stages = (one.put_before(seat, office, at) if one.stage == name else one for one in self.stages)
        return self.model_copy(update={"stages": tuple(stages)})


class CaseCard(Message):
    """What approvals shows of a case it does not own. Personal data: never passed to a workflow."""

    case_id: UUID
    case_no: str
    kind: str = Field(description="e.g. `trainee_application`")
    title: str
    applicant_id: UUID | None = Field(default=None, description="Who brought it, or whom it is about.")
    applicant_name: str | None = None
    parties: tuple[UUID, ...] = Field(default=(), description="People who may not decide: it is their own case.")
    school_name: str | None = None
    studio_id: UUID | None = None
    studio_name: str | None = None
    county: str | None = None
    facts: tuple[Fact, ...] = ()
    revision: int
    content_hash: str = Field(description="SHA-256 of the frozen revision, hex.")
    plan: Plan


class Deed(Message):
    """What somebody did at the owner's, or what time or a count did; it stands in the case's log."""

    verb: str
    actor_id: UUID | None = None
    actor_name: str | None = None
    office: str | None = Field(default=None, description="`role:scope` by which somebody did it; none for oneself.")
    acting_for_id: UUID | None = None
    acting_for_name: str | None = None


class CaseNews(Event):
    """A case has changed: the one event of every kind of case. Its type is `<owner>.case.news`."""

    case_id: UUID
    kind: str
    state: str
    version: int = Field(description="Rises with each change; the aggregate's version.")
    at: datetime
    opens: bool = Field(default=False, description="The opening event: it starts the process.")
    finished: bool = Field(default=False, description="Nothing is left to be done: open tasks end.")
    by_run: bool = Field(default=False, description="The case's own process brought it about, and need not be told.")
    cause: str = Field(default="done", description="Why a task that is open ends with this.")
    until: datetime | None = Field(default=None, description="Until when somebody may act before time moves it on.")
    deed: Deed | None = None
    card: CaseCard | None = Field(default=None, description="The new revision, where there is one.")
    tells: tuple[UUID, ...] = Field(default=(), description="People who wait for this outcome and are told of it.")


@cache
def news_of(owner: str) -> type[CaseNews]:
    """The event by which this service tells of its cases."""

    class News(CaseNews):
        TYPE: ClassVar[str] = f"{owner}.case.news"

    News.__doc__ = f"A case of `{owner}` has changed."
    return News
