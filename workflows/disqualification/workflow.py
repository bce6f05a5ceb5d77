"""Flagged, confirmed by the host, heard, weighed by the county, decided by the city, and open to appeal (Art. 7.2)."""

from temporalio import workflow

from contracts.processes import casework as process
from contracts.processes.disqualification import WORKFLOW
from workflows.casework import Casework, Start
from workflows.disqualification.steps import QUESTIONS


@workflow.defn(name=WORKFLOW)
class Disqualification:
    """One run per case. Attendance corrected below the limit ends it wherever it is."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._work = Casework(QUESTIONS, start)

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the case's state; gives the one it ended in."""
        while not (stands := await self._work.look()).finished:
            match stands.state:
                case "FLAGGED":
                    await self._work.judge("host_confirmation")
                case "HOST_CONFIRMED":
                    await self._work.deed("statement")
                case "STATEMENT":
                    await self._work.judge("county_opinion")
                case "COUNTY_OPINION":
                    await self._work.judge("decision")
                case "DISQUALIFIED":
                    await self._work.deed("appeal_filing")
                case "APPEAL":
                    await self._work.judge("appeal")
                case _:
                    await self._work.wait()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return stands.state

    @workflow.signal(name=process.DECIDED)
    def decided(self, said: process.Decided) -> None:
        """Somebody decided a task."""
        self._work.decided(said)

    @workflow.signal(name=process.MOVED)
    def moved(self, said: process.Moved) -> None:
        """The case has changed at its owner's."""
        self._work.moved(said)

    @workflow.query(name=process.STATUS)
    def status(self) -> process.Status:
        """Where the run stands."""
        return self._work.status()
