"""The process one version ago: it has never heard of an inspection."""

from temporalio import workflow

from tests.system.lending.kinds import HALL_LOAN, WAITS
from workflows.engine.casework import CaseRun
from workflows.engine.progress import Start


@workflow.defn(name=HALL_LOAN.name)
class HallLoan(CaseRun, kind=HALL_LOAN):
    """Put before whoever the owner's state says, as far as it is known."""

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the loan's state; gives the one it ended in."""
        while not (stands := await self.stands()).finished:
            if stage := WAITS.get(stands.state):
                await self.judge(stage)
            else:
                await self.wait()
        return await self.ended()
