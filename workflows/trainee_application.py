"""An application travels from office to office until it is admitted or ends (Art. 4.2)."""

from temporalio import workflow

from contracts.kinds import TRAINEE_APPLICATION
from workflows.engine.casework import CaseRun
from workflows.engine.progress import Start


@workflow.defn(name=TRAINEE_APPLICATION.name)
class TraineeApplication(CaseRun, kind=TRAINEE_APPLICATION):
    """One run per application. It may be withdrawn at any time, and lapses with its round or when nobody corrects it."""

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the application's state; gives the one it ended in."""
        while not (stands := await self.stands()).finished:
            match stands.state:
                case "SUBMITTED":
                    await self.judge("school")
                case "RECOMMENDED":
                    await self.judge("county")
                case "COUNTY_APPROVED":
                    await self.judge("municipal")
                case "RETURNED":
                    # The applicant corrects it, or its time is over.
                    await self.wait()
                case _:
                    await self.unknown()
        return await self.ended()
