"""A nominated host becomes qualified, is sent to a county, finds a base school, fills the studio and begins."""

from temporalio import workflow

from contracts.kinds import STUDIO_ESTABLISHMENT
from workflows.engine.casework import CaseRun
from workflows.engine.progress import Start


@workflow.defn(name=STUDIO_ESTABLISHMENT.name)
class StudioEstablishment(CaseRun, kind=STUDIO_ESTABLISHMENT):
    """One run per nominated studio, until it is active or the nomination has ended (Arts. 3, 4.1, 8.1)."""

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Follow the studio's state; gives the one it ended in."""
        while not (stands := await self.stands()).finished:
            match stands.state:
                case "NOMINATED":
                    await self.judge("qualification")
                case "QUALIFIED":
                    await self.deed("dispatch")
                case "DISPATCHED" | "BASE_DECLINED":
                    await self.deed("base_proposal")
                case "BASE_PROPOSED":
                    await self.judge("base_confirmation")
                case "BASE_CONFIRMED" | "RECRUITING":
                    # Confirmed, it recruits; with members and a window, it is active. Until then there is nothing to do here.
                    await self.wait()
                case _:
                    await self.unknown()
        return await self.ended()
