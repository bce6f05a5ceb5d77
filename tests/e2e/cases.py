"""A case of every kind at a stage where it is decided, with much to be read: one scene for each kind of the registry."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.kinds import DISQUALIFICATION, STUDIO_ESTABLISHMENT, TRAINEE_APPLICATION
from tests.system import attending
from tests.system.founding import PNG, Founding
from tests.system.test_due_process import case_of
from tests.system.world import Person, World

LONG = "我在乡镇小学任教十一年，带过复式班，也教过毕业班，希望把备课组的每周教研真正做起来。" * 25


@dataclass(frozen=True)
class Before:
    """A case that lies before somebody."""

    case_id: UUID
    clerk: Person
    task: Any

    @property
    def pane(self) -> str:
        """Where it is decided."""
        return f"/inbox/{self.task['task_id']}"

    @property
    def page(self) -> str:
        """Where it is read."""
        return f"/cases/{self.case_id}"


async def application(world: World) -> Before:
    """Recommended by the school, before the county office."""
    trainee = world.trainees.pop()
    case_id, version = await world.draft(trainee, motivation=LONG)
    await world.submit(trainee, case_id, version)
    await world.pass_stage(case_id, "school")
    return Before(case_id, world.county_clerk, await world.task(case_id, "county"))


async def nomination(world: World) -> Before:
    """Before the municipal office, with a title that stands on no list: a warning stands above the material."""
    founding = Founding(world)
    await founding.load()
    at = f"/api/enrollment/nominations/{founding.studio}"
    paper = await world.call("POST", f"{at}/files", founding.head, files={"file": ("证书.png", PNG, "image/png")})
    body = {
        "name": "温州市夏知远“名师送教”工作室", "county": world.county, "school_level": "小学", "track": "教师",
        "subject": "数学", "host_id": str(founding.host.id), "title_name": "省课改先进个人", "title_level": "provincial",
        "outside_reason": LONG[:480], "statement": LONG[:480], "file_ids": [paper["file_id"]],
    }  # fmt: skip
    await world.once_known(lambda: world.call("PUT", at, founding.head, json=body))
    task = await world.task(founding.studio, "qualification", world.municipal_clerk)
    return Before(founding.studio, world.municipal_clerk, task)


async def lost_place(world: World) -> Before:
    """Flagged, confirmed by the host, and the trainee was heard: before the county office."""
    trainee = world.trainees.pop()
    admitted = await world.apply(trainee)
    await world.admit(admitted)
    membership = UUID((await world.application(admitted))["membership"]["id"])
    for _ in range(2):
        await attending.say(membership, "TRUANT")
    case_id = UUID((await case_of(world, membership, "FLAGGED"))["id"])
    await world.decide(await world.task(case_id, "host_confirmation", world.host), by=world.host)
    await world.task(case_id, "statement", trainee)
    await world.call("POST", f"/api/enrollment/disqualifications/{case_id}/statement", trainee, json={"words": LONG})
    return Before(case_id, world.county_clerk, await world.task(case_id, "county_opinion", world.county_clerk))


SCENES: dict[str, Callable[[World], Awaitable[Before]]] = {
    TRAINEE_APPLICATION.name: application,
    STUDIO_ESTABLISHMENT.name: nomination,
    DISQUALIFICATION.name: lost_place,
}
