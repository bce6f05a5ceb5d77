"""The processes: what would lie in `workflows`, a file a kind."""

from temporalio import workflow

from tests.system.lending.kinds import HALL_LOAN, KEY_LOAN, NEWER_WAITS, PUT_OFF
from workflows.engine.casework import CaseRun
from workflows.engine.progress import Start


@workflow.defn(name=HALL_LOAN.name)
class HallLoan(CaseRun, kind=HALL_LOAN):
    """Put before whoever the owner's state says."""

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the loan's state; gives the one it ended in."""
        while not (stands := await self.stands()).finished:
            if stage := NEWER_WAITS.get(stands.state):
                await self.judge(stage)
            elif stands.state == PUT_OFF:
                await self.wait()
            else:
                await self.unknown()
        return await self.ended()


@workflow.defn(name=KEY_LOAN.name)
class KeyLoan(CaseRun, kind=KEY_LOAN):
    """The same for a key."""

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the loan's state; gives the one it ended in."""
        while not (stands := await self.stands()).finished:
            if stage := NEWER_WAITS.get(stands.state):
                await self.judge(stage)
            elif stands.state == PUT_OFF:
                await self.wait()
            else:
                await self.unknown()
        return await self.ended()
