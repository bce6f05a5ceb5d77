"""A nominated host becomes qualified, is sent to a county, finds a base school, fills the studio and begins."""

from temporalio import workflow

from contracts.processes import casework as process
from contracts.processes.studio_establishment import WORKFLOW
from workflows.casework import Casework, Start
from workflows.studio_establishment.steps import QUESTIONS


@workflow.defn(name=WORKFLOW)
class StudioEstablishment:
    """One run per nominated studio, until it is active or the nomination has ended."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._work = Casework(QUESTIONS, start)

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the studio's state; gives the one it ended in."""
        while not (stands := await self._work.look()).finished:
            match stands.state:
                case "NOMINATED":
                    await self._work.judge("qualification")
                case "QUALIFIED":
                    await self._work.deed("dispatch")
                case "DISPATCHED" | "BASE_DECLINED":
                    await self._work.deed("base_proposal")
                case "BASE_PROPOSED":
                    await self._work.judge("base_confirmation")
                case _:
                    # Confirmed, it recruits; with members and a window, it is active. Until then there is nothing to do here.
                    if not await self._work.proceed():
                        await self._work.wait()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return stands.state

    @workflow.signal(name=process.DECIDED)
    def decided(self, said: process.Decided) -> None:
        """Somebody decided a task."""
        self._work.decided(said)

    @workflow.signal(name=process.MOVED)
    def moved(self, said: process.Moved) -> None:
        """The studio, or what it waits for, has changed."""
        self._work.moved(said)

    @workflow.query(name=process.STATUS)
    def status(self) -> process.Status:
        """Where the run stands."""
        return self._work.status()
