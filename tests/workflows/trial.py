"""A kind of case of the tests' own, in which several offices have a stage together, or stages stand beside one another."""

from temporalio import workflow

from contracts.kinds import Kind
from workflows.engine.casework import CaseRun
from workflows.engine.progress import Start

PARCEL = Kind("parcel", owner="trial", prefix="PX")


@workflow.defn(name=PARCEL.name)
class Parcel(CaseRun, kind=PARCEL):
    """Signed by all, by any, weighed by each, and seen by two beside one another."""

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the parcel's state; gives the one it ended in."""
        while not (stands := await self.stands()).finished:
            match stands.state:
                case "PACKED":
                    await self.judge("countersign")
                case "COUNTERSIGNED":
                    await self.judge("any_sign")
                case "SIGNED":
                    await self.judge("weighing")
                case "WEIGHED":
                    await self.judge("customs", "post")
                case _:
                    await self.unknown()
        return await self.ended()
