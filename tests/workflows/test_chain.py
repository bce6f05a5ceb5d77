"""The whole way from application to admission, and the ways it ends before."""

import pytest

from contracts.commands import approvals
from tests.workflows.case import CASE_NO, Opened
from tests.workflows.model import Services
from workflows.engine import messages

STAGES = ("school", "county", "municipal")


async def test_three_approvals_admit(opened: Opened, services: Services) -> None:
    case = await opened()
    for stage in STAGES:
        await case.decide(stage)
    assert await case.outcome() == "ADMITTED"
    assert case.row.state == "ADMITTED"
    assert services.count(approvals.OPEN_TASK) == 3
    assert services.count("record") == 3
    assert len(services.asked) == 6
    assert all(local for _, local in services.asked)


@pytest.mark.parametrize(
    ("stage", "state"),
    [("school", "SCHOOL_DECLINED"), ("county", "COUNTY_REJECTED"), ("municipal", "MUNICIPAL_REJECTED")],
)
async def test_a_rejection_ends_it(opened: Opened, stage: str, state: str) -> None:
    case = await opened()
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.decide(stage, "reject")
    assert await case.outcome() == state


@pytest.mark.parametrize("stage", STAGES)
async def test_a_return_goes_on_at_the_level_that_returned(opened: Opened, stage: str) -> None:
    case = await opened()
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.decide(stage, "return")
    await case.resubmit(stage)
    await case.decide(stage, "approve", 2)
    assert case.task(stage, 2).opened.revision == 2
    for after in STAGES[STAGES.index(stage) + 1 :]:
        await case.decide(after)
    assert await case.outcome() == "ADMITTED"


async def test_a_changed_school_or_studio_starts_again_at_the_school_under_its_new_plan(opened: Opened) -> None:
    case, other = await opened(), await opened()
    await case.decide("school")
    await case.decide("county", "return")
    await case.correcting()
    case.row.plan = other.row.plan
    await case.resubmit("school")
    for stage, turn in zip(STAGES, (2, 2, 1), strict=True):
        await case.decide(stage, "approve", turn)
    assert await case.outcome() == "ADMITTED"
    assert case.task("school", 2).opened.office == other.row.plan.stages[0].office


async def test_an_application_may_be_returned_again_and_again(opened: Opened) -> None:
    case = await opened()
    for turn in range(1, 6):
        await case.decide("school", "return", turn)
        await case.resubmit("school")
    await case.decide("school", "reject", 6)
    assert await case.outcome() == "SCHOOL_DECLINED"


async def test_the_run_says_where_it_stands(opened: Opened) -> None:
    case = await opened()
    standing, task = await case.at("school"), case.task("school")
    office = case.row.plan.stages[0].office
    place = messages.Place("school", 1, 0, office.key, task.opened.task_id, task.due_at)
    assert standing == messages.Status("office", "SUBMITTED", 1, (place,))
    await case.decide("school", "return")
    standing = await case.correcting()
    assert standing.until is not None
    assert standing.at == ()
    description = await case.handle.describe()
    found_by = {pair.key.name: pair.value for pair in description.typed_search_attributes}
    assert found_by["CaseKind"] == "trainee_application"
    assert found_by["CaseNo"] == CASE_NO


@pytest.mark.parametrize("reason", ["membership_exists", "studio_full"])
async def test_what_cannot_be_admitted_comes_back_to_the_city_with_the_reason(
    opened: Opened, services: Services, reason: str
) -> None:
    case = await opened(obstacle=reason)
    for stage in STAGES:
        await case.decide(stage)
    await case.at("municipal", 2)
    assert case.task("municipal", 2).opened.reason == reason
    assert services.count(approvals.MARK_OVERTAKEN) == 0, "the decision stands, only the place is missing"
    case.row.obstacle = None
    await case.decide("municipal", "approve", 2)
    assert await case.outcome() == "ADMITTED"


async def test_news_that_change_nothing_for_the_office_leave_its_task_alone(opened: Opened, services: Services) -> None:
    case = await opened()
    await case.at("school")
    for times in range(1, 4):
        await case.tell(case.changes())
        await case.quiet(lambda times=times: services.count("look") == times)  # type: ignore[misc]
        await case.at("school")
    await case.decide("school")
    await case.at("county")
    assert services.count(approvals.CLOSE_TASK) == 0
    assert case.opened == [("school", 0), ("county", 0)]
