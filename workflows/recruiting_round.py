"""A recruiting round closes by itself when its time is up: sleep until then, and close it."""

from dataclasses import field
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from pydantic.dataclasses import dataclass
from temporalio import workflow

from contracts.commands.command import Refusal
from contracts.commands.enrollment import CLOSE_ROUND, CloseRound
from workflows.engine import surface
from workflows.engine.steps import Steps, unforeseen
from workflows.engine.waiting import not_before, wait_until

NAME = "recruiting_round"
EXTENDED = "extended"
CLOSED = "closed"


def run_id(round_id: UUID) -> str:
    """One run per round."""
    return f"{NAME}/{round_id}"


@dataclass(frozen=True)
class Extended:
    """The round stays open longer."""

    closes_at: datetime


@dataclass(frozen=True)
class Closed:
    """An office closed the round by hand."""

    closed_at: datetime


@dataclass(frozen=True)
class Start:
    """What starts a run, and what a run that goes on as a new one takes along."""

    round_id: UUID
    asked: dict[str, int] = field(default_factory=dict)


@workflow.defn(name=NAME)
class RecruitingRound:
    """One run per round. Enrollment knows when it closes; the run only asks at the right moments."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._round_id = start.round_id
        self._steps = Steps(start.asked)
        self._word = False

    @workflow.run
    async def run(self, _start: Start) -> datetime:
        """Ask until the round is closed; gives the moment it closed."""
        while True:
            self._word = False
            answer = await self._steps.call(CLOSE_ROUND, CloseRound(round_id=self._round_id), "closing")
            if not isinstance(answer, Refusal):
                break
            if answer.code != "not_yet":
                raise unforeseen(CLOSE_ROUND, answer)
            closes_at = not_before(answer)
            surface.show_round(closes_at)
            await wait_until(lambda: self._word, closes_at, self._carry_on)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return answer.closed_at

    @workflow.signal(name=EXTENDED)
    def extended(self, _said: Extended) -> None:
        """The time has changed: ask again."""
        self._word = True

    @workflow.signal(name=CLOSED)
    def closed(self, _said: Closed) -> None:
        """An office closed the round by hand: ask, and learn of it."""
        self._word = True

    async def _carry_on(self) -> NoReturn:
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(Start(self._round_id, self._steps.asked))
