"""A case that is moved by events, as listeners take them in."""

from contextlib import suppress
from dataclasses import dataclass, field

from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError

from contracts.cases import task_id
from contracts.envelope import Event
from tests.workflows import events
from tests.workflows.case import Case
from workflows.engine.messages import Moved
from workflows.processes import all_triggers


@dataclass
class World:
    """A case, and a way to take events in as a listener does; `heard` are those that came."""

    case: Case
    heard: list[Event] = field(default_factory=list)

    async def take_in(self, event: Event) -> None:
        """Hand an event to its trigger."""
        await all_triggers()[type(event)](self.case.client, self.case.services, event)

    async def happens(self, event: Event) -> None:
        """Take an event in that may have to be told again."""
        self.heard.append(event)
        await self.take_in(event)

    async def decides(self, stage: str, verb: str = "approve", turn: int = 1, seat: int = 0) -> Event:
        """An office decides as soon as approvals has the task; its run is not told yet."""
        task = task_id(self.case.case_id, stage, turn, seat)
        await self.case.quiet(lambda: task in self.case.services.tasks)
        return events.recorded(self.case, await self.case.services.decide(task, verb))

    async def decide(self, stage: str, verb: str = "approve", turn: int = 1, seat: int = 0) -> None:
        """An office decides, and its run is told."""
        await self.happens(await self.decides(stage, verb, turn, seat))

    async def moved(self, said: Moved) -> None:
        """Something was done at the owner's, and its run is told."""
        await self.happens(events.news(self.case, said))

    async def history(self) -> WorkflowHistory:
        """What Temporal wrote down of it."""
        return await self.case.handle.fetch_history()

    async def forget(self, elsewhere: Client) -> None:
        """Temporal loses the run, and with it the memory that there was one: the case goes on where nothing is known of it."""
        with suppress(RPCError):
            await self.case.handle.terminate()
        self.case.client = elsewhere
