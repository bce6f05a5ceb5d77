"""Studios and disqualifications as their owner has them: the real tables of states, and the same key given the same answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from contracts.cases import Plan, task_id
from contracts.commands import Refusal
from contracts.commands import casework as c
from contracts.processes import casework as process
from contracts.processes import disqualification, studio_establishment
from contracts.rules import VERSION_1, Span, Stage, Verb
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.disqualification import states as due_process
from services.enrollment.domain.studio import states
from tests.workflows.model import Services
from tests.workflows.rows import COUNTY, DAY, Task, left
from workflows import surface
from workflows.casework import Start
from workflows.disqualification.workflow import Disqualification
from workflows.studio_establishment.workflow import StudioEstablishment

KINDS = {studio_establishment.KIND: StudioEstablishment, disqualification.KIND: Disqualification}
RULES = {studio_establishment.KIND: states, disqualification.KIND: due_process}
STATEMENT_PERIOD, APPEAL_PERIOD = 5 * DAY, 10 * DAY
WAITING = {"HOST_CONFIRMED": STATEMENT_PERIOD, "DISQUALIFIED": APPEAL_PERIOD}
ENDED = {"DISMISSED", "UPHELD", "OVERTURNED", "CORRECTED", *states.ESTABLISHED}


@dataclass
class Row:
    """A case with its owner."""

    kind: str
    state: str
    plan: Plan
    version: int = 1
    revision: int = 1
    until: datetime | None = None
    appeal_closed: bool = False
    ready: bool = False

    @property
    def finished(self) -> bool:
        """Whether nothing can become of it any more."""
        return self.state in ENDED or self.appeal_closed

    def move(self, state: str, now: datetime, *, revised: bool = False) -> None:
        """Another state; the time in which somebody may speak begins with it."""
        self.state, self.version, self.revision = state, self.version + 1, self.revision + revised
        self.until = now + WAITING[state] if state in WAITING else None


@dataclass
class Owners(Services):
    """Approvals as in the other tests, and the owner of both kinds of case."""

    cases: dict[UUID, Row] = field(default_factory=dict)

    async def _open(self, asked: c.OpenCase) -> c.CaseStands:
        row, now = self.cases[asked.case_id], await self.now()
        return c.CaseStands(
            finished=row.finished, state=row.state, version=row.version, case_no="GZ-2021-000123", county=COUNTY,
            studio_id=asked.case_id, revision=row.revision, content_hash=f"{row.revision:064d}", plan=row.plan,
            proceed_in=None if row.until is None else left(row.until, now),
        )  # fmt: skip

    async def _record(self, asked: c.RecordCaseDecision) -> c.CaseMoved | Refusal:
        row = self.cases[asked.case_id]
        rules = RULES[row.kind]
        action = rules.DECISIONS.get((asked.stage, asked.verb), "")
        if row.state not in rules.sources(action):
            return Refusal(code="wrong_state")
        if row.revision != asked.revision:
            return Refusal(code="stale_revision")
        row.move(rules.target(action), await self.now())
        return c.CaseMoved(state=row.state)

    async def _proceed(self, asked: c.Proceed) -> c.CaseMoved | Refusal:
        row, now = self.cases[asked.case_id], await self.now()
        if row.until is not None and now < row.until:
            return Refusal(code="not_yet", retry_in=left(row.until, now))
        match row.state:
            case "BASE_CONFIRMED":
                row.move("RECRUITING", now)
            case "RECRUITING" if row.ready:
                row.move("ACTIVE", now)
            case "HOST_CONFIRMED":
                row.move("STATEMENT", now)
            case "DISQUALIFIED" if not row.appeal_closed:
                row.appeal_closed, row.version = True, row.version + 1
            case _:
                return Refusal(code="wrong_state")
        return c.CaseMoved(state=row.state)

    open_studio = open_disqualification = _open
    record_studio_decision = record_disqualification_decision = _record
    proceed_studio = proceed_disqualification = _proceed


def plan_of(kind: str) -> Plan:
    """Version 1's stages with deadlines in plain days, and somebody in each office."""
    if kind == studio_establishment.KIND:
        found = plans.establishment(VERSION_1, county=COUNTY, school_id=uuid4())
    else:
        found = plans.discipline(VERSION_1, county=COUNTY, host_id=uuid4(), trainee_id=uuid4())
    span = Span(amount=108, unit="hours")
    stages = [planned.model_copy(update={"deadline": span, "remind_after": span}) for planned in found.stages]
    return found.model_copy(update={"stages": tuple(stages)})


@dataclass
class Docket:
    """Drives one run: what people do, and what the run is told of it, apart, so that either may be late."""

    environment: WorkflowEnvironment
    owners: Owners
    case_id: UUID
    handle: WorkflowHandle[Any, str]

    @property
    def row(self) -> Row:
        """Its row."""
        return self.owners.cases[self.case_id]

    def task(self, stage: Stage, round_: int = 1) -> Task:
        """Its task of that stage and round."""
        return self.owners.tasks[task_id(self.case_id, stage, round_)]

    async def until(self, seen: Callable[[process.Status], bool]) -> process.Status:
        """Wait, in real time, until the run stands so."""
        async with asyncio.timeout(10):
            while not seen(status := await self.handle.query(process.STATUS, result_type=process.Status)):
                await asyncio.sleep(0.01)
            return status

    async def at(self, stage: Stage, round_: int = 1) -> None:
        """Wait until that stage's task is open."""
        await self.until(lambda status: (status.stage, status.round) == (stage, round_))

    async def decides(self, stage: Stage, verb: Verb, round_: int = 1) -> process.Decided:
        """The office decides; the run is not told yet."""
        await self.at(stage, round_)
        return await self.owners.decide(task_id(self.case_id, stage, round_), verb)

    async def decide(self, stage: Stage, verb: Verb = "approve", round_: int = 1) -> None:
        """The office decides, and the run is told."""
        await self.handle.signal(process.DECIDED, await self.decides(stage, verb, round_))

    async def does(self, state: str, *, cause: Any = "done", revised: bool = False) -> process.Moved:
        """Somebody does something at the owner's; the run is not told yet."""
        self.row.move(state, await self.owners.now(), revised=revised)
        return process.Moved(self.row.version, cause)

    async def do(self, state: str, *, cause: Any = "done", revised: bool = False) -> None:
        """Somebody does something at the owner's, and the run is told."""
        await self.handle.signal(process.MOVED, await self.does(state, cause=cause, revised=revised))

    async def pass_by(self, span: timedelta) -> None:
        """Let time pass."""
        await self.environment.sleep(span)

    async def outcome(self) -> str:
        """How it ended."""
        with self.environment.auto_time_skipping_disabled():
            return await asyncio.wait_for(self.handle.result(), 10)


Opened = Callable[[str, str], Awaitable[Docket]]


async def open_docket(environment: WorkflowEnvironment, owners: Owners, kind: str, state: str) -> Docket:
    """Start a run for a case in this state."""
    case_id = uuid4()
    owners.cases[case_id] = Row(kind, state, plan_of(kind))
    if state in WAITING:
        owners.cases[case_id].until = await owners.now() + WAITING[state]
    handle = await environment.client.start_workflow(
        KINDS[kind].run,  # type: ignore[attr-defined]
        Start(case_id),
        id=f"{kind}/{case_id}",
        task_queue=kind,
        search_attributes=surface.of_case(kind, "GZ-2021-000123", COUNTY, str(case_id)),
    )
    return Docket(environment, owners, case_id, handle)
