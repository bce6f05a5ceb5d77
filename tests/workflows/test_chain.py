"""The whole way from application to admission, and the ways it ends before."""

import pytest

from contracts.commands import approvals, enrollment
from contracts.processes import trainee_application as process
from contracts.rules import Stage
from tests.workflows.case import Begun
from tests.workflows.model import Services

STAGES: tuple[Stage, ...] = ("school", "county", "municipal")


async def test_three_approvals_admit(begun: Begun, services: Services) -> None:
    case = await begun()
    for stage in STAGES:
        await case.decide(stage)
    assert await case.outcome() == "admitted"
    assert case.row.state == "ADMITTED"
    assert services.count(approvals.OPEN_TASK) == 3
    assert services.count(enrollment.RECORD_DECISION) == 2
    assert services.count(enrollment.ADMIT) == 1
    assert len(services.asked) == 6
    assert all(local for _, local in services.asked)


@pytest.mark.parametrize(
    ("stage", "outcome", "state"),
    [
        ("school", "declined", "SCHOOL_DECLINED"),
        ("county", "rejected", "COUNTY_REJECTED"),
        ("municipal", "rejected", "MUNICIPAL_REJECTED"),
    ],
)
async def test_a_rejection_ends_it(begun: Begun, stage: Stage, outcome: process.Outcome, state: str) -> None:
    case = await begun()
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.decide(stage, "reject")
    assert await case.outcome() == outcome
    assert case.row.state == state


@pytest.mark.parametrize("stage", STAGES)
async def test_a_return_goes_on_at_the_level_that_returned(begun: Begun, stage: Stage) -> None:
    case = await begun()
    for before in STAGES[: STAGES.index(stage)]:
        await case.decide(before)
    await case.decide(stage, "return")
    await case.resubmit(stage)
    await case.decide(stage, "approve", 2)
    assert case.task(stage, 2).opened.revision == 2
    for after in STAGES[STAGES.index(stage) + 1 :]:
        await case.decide(after)
    assert await case.outcome() == "admitted"


async def test_a_changed_school_or_studio_starts_again_at_the_school_under_its_new_plan(begun: Begun) -> None:
    case, other = await begun(), await begun()
    await case.decide("school")
    await case.decide("county", "return")
    await case.correcting()
    case.row.plan = other.row.plan
    await case.resubmit("school")
    for stage, round_ in zip(STAGES, (2, 2, 1), strict=True):
        await case.decide(stage, "approve", round_)
    assert await case.outcome() == "admitted"
    assert case.task("school", 2).opened.stage.office == other.row.plan.stages[0].office


async def test_an_application_may_be_returned_again_and_again(begun: Begun) -> None:
    case = await begun()
    for round_ in range(1, 6):
        await case.decide("school", "return", round_)
        await case.resubmit("school")
    await case.decide("school", "reject", 6)
    assert await case.outcome() == "declined"


async def test_the_run_says_where_it_stands(begun: Begun) -> None:
    case = await begun()
    standing = await case.at("school")
    office = case.row.plan.stages[0].office
    assert standing == process.Status(
        "office", 1, "school", 1, office.key, standing.task_id, case.task("school").due_at
    )
    await case.decide("school", "return")
    standing = await case.correcting()
    assert standing.due_at is not None
    assert standing.office is None
    description = await case.handle.describe()
    found_by = {pair.key.name: pair.value for pair in description.typed_search_attributes}
    assert found_by["Stage"] == "correction"
    assert found_by["CaseNo"] == "BM-2021-000123"
    assert found_by["DueAt"] == standing.due_at
    assert "Office" not in found_by


@pytest.mark.parametrize(
    ("obstacle", "reason"), [("member_elsewhere", "membership_exists"), ("studio_full", "studio_full")]
)
async def test_what_cannot_be_admitted_comes_back_to_the_city_with_the_reason(
    begun: Begun, services: Services, obstacle: str, reason: str
) -> None:
    case = await begun(**{obstacle: True})
    for stage in STAGES:
        await case.decide(stage)
    await case.at("municipal", 2)
    assert case.task("municipal", 2).opened.reason == reason
    assert services.count(approvals.MARK_OVERTAKEN) == 0, "the decision stands, only the place is missing"
    setattr(case.row, obstacle, False)
    await case.decide("municipal", "approve", 2)
    assert await case.outcome() == "admitted"
