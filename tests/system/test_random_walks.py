"""People do whatever they may, in any order: no state outside §5b, and nothing a form held is ever lost."""

import asyncio
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.patience import Patience
from tests.system.world import STEPS, RefusedError, World

# §5b: from each state where a deed may lead.
ALLOWED = {
    "DRAFT": {"SUBMITTED", "WITHDRAWN"},
    "SUBMITTED": {"RECOMMENDED", "SCHOOL_DECLINED", "RETURNED", "WITHDRAWN"},
    "RECOMMENDED": {"COUNTY_APPROVED", "COUNTY_REJECTED", "RETURNED", "WITHDRAWN"},
    "COUNTY_APPROVED": {"ADMITTED", "MUNICIPAL_REJECTED", "RETURNED", "WITHDRAWN"},
    "RETURNED": {"SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED", "WITHDRAWN"},
}
HELD_BY = dict(zip(("SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED"), STEPS, strict=True))
DEEDS = ("approve", "approve", "approve", "return", "reject", "withdraw", "resubmit", "edit")


class Walk:
    """One application on its way, with what its forms held."""

    def __init__(self, world: World, application: UUID, typed: str) -> None:
        self.world = world
        self.application = application
        self.typed = [typed]

    async def step(self, deed: str) -> None:
        """Do it where it may be done; check where it led."""
        before = await self.world.application(self.application)
        if not await self._do(deed, before):
            return
        after = await self._settled(before)
        assert after["state"] in ALLOWED[before["state"]], (before["state"], deed, after["state"])
        assert [revision["content"]["motivation"] for revision in after["revisions"]] == self.typed

    async def _do(self, deed: str, before: Any) -> bool:
        state = before["state"]
        if deed in ("approve", "return", "reject") and state in HELD_BY:
            task = await self.world.task(self.application, HELD_BY[state], seconds=60)
            await self.world.decide(task, deed)
            return True
        if deed == "withdraw" and state in ALLOWED:
            path = f"/api/enrollment/applications/{self.application}/withdraw"
            await self.world.call("POST", path, self.world.trainees[0], json={})
            return True
        if deed == "resubmit" and state == "RETURNED":
            await self._resubmit(before)
            return True
        if deed == "edit" and state not in ("DRAFT", "RETURNED"):
            await self._edit_is_refused(before)
        return False

    async def _resubmit(self, before: Any) -> None:
        typed = f"{self.typed[-1]}再补充一条。"
        trainee = self.world.trainees[0]
        _, version = await self.world.draft(trainee, self.application, motivation=typed, base_version=before["version"])
        await self.world.submit(trainee, self.application, version)
        self.typed.append(typed)

    async def _edit_is_refused(self, before: Any) -> None:
        try:
            await self.world.draft(
                self.world.trainees[0], self.application, motivation="改了。" * 5, base_version=before["version"]
            )
        except RefusedError as refusal:
            assert refusal.status == 409  # noqa: PT017
        else:
            raise AssertionError("a submitted form was changed")

    async def _settled(self, before: Any) -> Any:
        patience = Patience()
        async with asyncio.timeout(60):
            while (after := await self.world.application(self.application))["version"] == before["version"]:
                await patience.pause()
        return after


async def test_any_sequence_of_deeds(world: World) -> None:
    """One event loop holds the world, so Hypothesis runs beside it and asks it for each example."""
    loop = asyncio.get_running_loop()

    async def walk(deeds: list[str], typed: str) -> None:
        trainee = world.trainees[0]
        application, version = await world.draft(trainee, motivation=typed)
        await world.submit(trainee, application, version)
        path = Walk(world, application, typed)
        for deed in deeds:
            await path.step(deed)
        last = await world.application(application)
        if last["state"] in ALLOWED:
            await path.step("withdraw")
        elif last["state"] == "ADMITTED":
            # A member cannot apply again; the next walk needs somebody else.
            await world.newcomer()

    # `\n` apart, what people type is kept to the letter: rare characters, dots in names, full-width digits, script.
    text = st.text(st.sampled_from("教研𠮷·１２3<script>&\"'“”—，。"), min_size=10, max_size=40)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @example(["approve", "approve", "approve"], "希望跟随名师改进课堂。")
    @given(st.lists(st.sampled_from(DEEDS), min_size=1, max_size=8), text)
    def explore(deeds: list[str], typed: str) -> None:
        asyncio.run_coroutine_threadsafe(walk(deeds, typed), loop).result(180)

    await asyncio.to_thread(explore)
