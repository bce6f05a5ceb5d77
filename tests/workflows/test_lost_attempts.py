"""A workflow task that times out takes with it the record that a local attempt had opened a task: no task is left behind."""

from datetime import timedelta

from contracts.cases import task_id
from contracts.commands.cases import commands_of
from contracts.kinds import STUDIO_ESTABLISHMENT
from tests.workflows.case import Case, Opened
from tests.workflows.model import Services

OWNER = commands_of("enrollment")
SOON = timedelta(seconds=10)


async def opened_by_an_attempt(case: Case, like: str, stage: str) -> None:
    """What an attempt did of which nothing is written down."""
    opening = case.task(like).opened.model_copy(
        update={
            "task_id": task_id(case.case_id, stage, 1),
            "stage": case.row.plan.stage(stage),
            "revision": case.row.revision,
        }
    )
    await case.services.open_task(opening)


async def test_withdrawn_before_it_is_done_again(opened: Opened, services: Services) -> None:
    case = await opened()
    await case.at("school")
    services.lost_after[OWNER.record.name] = 2
    await case.decide("school")
    await case.quiet(lambda: case.row.state == "RECOMMENDED")
    await opened_by_an_attempt(case, "school", "county")
    await case.tell(await case.withdraws())
    await case.pass_by(SOON)
    assert await case.outcome() == "WITHDRAWN"
    assert case.task("county").closed == "withdrawn"


async def test_done_by_its_office_before_the_run_knows_it_was_asked_for(opened: Opened, services: Services) -> None:
    case = await opened(STUDIO_ESTABLISHMENT.name)
    await case.at("qualification")
    services.lost_after[OWNER.record.name] = 2
    await case.decide("qualification")
    await case.quiet(lambda: case.row.state == "QUALIFIED")
    await opened_by_an_attempt(case, "qualification", "dispatch")
    await case.do("DISPATCHED", revised=True)
    await case.pass_by(SOON)
    await case.at("base_proposal")
    assert case.task("dispatch").closed == "done"


async def test_two_deeds_the_first_of_which_the_attempt_had_seen(opened: Opened, services: Services) -> None:
    case = await opened(STUDIO_ESTABLISHMENT.name, "QUALIFIED")
    await case.at("dispatch")
    services.lost_after[OWNER.look.name] = 2
    await case.do("DISPATCHED", revised=True)
    await case.quiet(lambda: services.count(OWNER.look) == 1)
    await opened_by_an_attempt(case, "dispatch", "base_proposal")
    await case.do("BASE_PROPOSED", revised=True)
    await case.pass_by(SOON)
    await case.at("base_confirmation")
    assert case.task("base_proposal").closed == "done"


async def test_put_before_another_office_meanwhile(opened: Opened, services: Services) -> None:
    case = await opened()
    await case.at("school")
    services.lost_after[OWNER.record.name] = 2
    await case.decide("school")
    await case.quiet(lambda: case.row.state == "RECOMMENDED")
    await opened_by_an_attempt(case, "school", "county")
    other = case.row.plan.stage("municipal").office
    await case.tell(await case.put_before("county", other))
    await case.pass_by(SOON)
    await case.at("county", 2)
    assert case.task("county").closed == "office_changed"
    assert case.task("county", 2).opened.office == other
