"""Flagged, confirmed by the host, heard, weighed by the county, decided by the city, and open to appeal (Art. 7.2)."""

from temporalio import workflow

from contracts.kinds import DISQUALIFICATION
from workflows.engine.casework import CaseRun
from workflows.engine.progress import Start


@workflow.defn(name=DISQUALIFICATION.name)
class Disqualification(CaseRun, kind=DISQUALIFICATION):
    """One run per case. Attendance corrected below the limit ends it wherever it is."""

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the case's state; gives the one it ended in."""
        while not (stands := await self.stands()).finished:
            match stands.state:
                case "FLAGGED":
                    await self.judge("host_confirmation")
                case "HOST_CONFIRMED":
                    await self.deed("statement")
                case "STATEMENT":
                    await self.judge("county_opinion")
                case "COUNTY_OPINION":
                    await self.judge("decision")
                case "DISQUALIFIED":
                    await self.deed("appeal_filing")
                case "APPEAL":
                    await self.judge("appeal")
                case _:
                    await self.unknown()
        return await self.ended()
