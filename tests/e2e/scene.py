"""A county in the middle of recruiting: every page has something to show."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.system.world import Person, World

WAITING = 52
"""One more than a page of the inbox holds, and one that somebody has claimed."""
TRAINEES = WAITING + 3
LONG = "我在乡镇小学任教语文十一年，带过复式班，也教过毕业班。" * 12


@dataclass(frozen=True)
class Scene:
    """Whom and what the pages are about."""

    world: World
    teacher: Person
    returned: UUID
    admitted: UUID
    draft: UUID
    drafting: Person
    waiting: list[Any]

    def address(self, pattern: str) -> str:
        """`/cases/{returned}` with the id in place."""
        places = {"studio": self.world.studio, "round": self.world.round, "task": self.waiting[0]["task_id"]}
        ids = {name: getattr(self, name) for name in ("returned", "admitted", "draft")}
        return pattern.format(**places, **ids)


async def set_up(world: World) -> Scene:
    """Play it through the public API."""
    teacher, member, drafting, *others = world.trainees
    draft, _ = await world.draft(drafting, motivation="写了一半", phone="")
    few = asyncio.Semaphore(8)

    async def recommended(trainee: Person) -> UUID:
        async with few:
            application, version = await world.draft(trainee, motivation=LONG)
            await world.submit(trainee, application, version)
            await world.pass_stage(application, "school")
            await world.task(application, "county")
            return application

    returned, admitted, *waiting = await asyncio.gather(*map(recommended, [teacher, member, *others]))
    await world.pass_stage(returned, "county", "return")
    for stage in ("county", "municipal"):
        await world.pass_stage(admitted, stage)
    await world.until_state(returned, "RETURNED")
    await world.until_state(admitted, "ADMITTED")
    tasks = [await world.task(application, "county") for application in waiting]
    await world.call("POST", f"/api/approvals/tasks/{tasks[-1]['task_id']}/claim", world.second_county_clerk, json={})
    return Scene(world, teacher, returned, admitted, draft, drafting, tasks)
