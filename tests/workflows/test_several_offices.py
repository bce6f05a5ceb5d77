"""Offices that have a stage together, and stages that stand beside one another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from contracts.commands import approvals
from tests.workflows.case import Case, Opened, begin
from tests.workflows.conftest import workers
from tests.workflows.model import Services
from tests.workflows.tables import DAY
from tests.workflows.trial import PARCEL
from workflows.engine import serving

KIND = PARCEL.name
MINUTE = timedelta(minutes=1)
ORDERS = [(0, 1), (1, 0)]


async def left_to(case: Case, *seats: tuple[str, int]) -> None:
    """Wait until only these seats have the case."""
    await case.until(lambda status: {(at.stage, at.seat) for at in status.at} == set(seats))


@pytest.mark.parametrize(("first", "second"), ORDERS)
async def test_all_must_approve_in_either_order(opened: Opened, first: int, second: int) -> None:
    case = await opened(KIND)
    await case.decide("countersign", seat=first)
    await left_to(case, ("countersign", second))
    assert case.services.count("record") == 0
    await case.decide("countersign", seat=second)
    await case.in_state("COUNTERSIGNED", "office")
    assert case.services.count("record") == 1
    assert case.services.count(approvals.CLOSE_TASK) == 0
    assert case.overtaken == set()


@pytest.mark.parametrize(("first", "second"), ORDERS)
async def test_one_that_rejects_settles_it_for_all(opened: Opened, first: int, second: int) -> None:
    case = await opened(KIND)
    await case.at("countersign", seat=second)
    await case.decide("countersign", "reject", seat=first)
    assert await case.outcome() == "REFUSED"
    assert case.task("countersign", seat=second).closed == "settled"
    assert case.overtaken == set()


@pytest.mark.parametrize(("first", "second"), ORDERS)
async def test_one_rejects_after_the_other_has_approved(opened: Opened, first: int, second: int) -> None:
    case = await opened(KIND)
    await case.decide("countersign", seat=first)
    await case.decide("countersign", "reject", seat=second)
    assert await case.outcome() == "REFUSED"
    assert case.overtaken == set(), "what was approved before stands beside what settles it"


@pytest.mark.parametrize("told", ORDERS)
@pytest.mark.parametrize("verbs", [("approve", "approve"), ("reject", "approve"), ("approve", "reject")])
async def test_both_of_all_at_the_same_moment(opened: Opened, told: tuple[int, int], verbs: tuple[str, str]) -> None:
    case = await opened(KIND)
    said = [await case.decides("countersign", verbs[seat], seat=seat) for seat in (0, 1)]
    for seat in told:
        await case.tell(said[seat])
    if "reject" in verbs:
        assert await case.outcome() == "REFUSED"
    else:
        await case.in_state("COUNTERSIGNED", "office")
    late = {"settled"} if verbs == ("reject", "approve") else set()
    assert case.overtaken == late
    assert case.services.count("record") == 1


@pytest.mark.parametrize("seat", [0, 1])
async def test_any_may_decide_and_the_other_need_not(opened: Opened, seat: int) -> None:
    case = await opened(KIND, "COUNTERSIGNED")
    await case.at("any_sign", seat=1 - seat)
    await case.decide("any_sign", seat=seat)
    await case.in_state("SIGNED", "office")
    assert case.task("any_sign", seat=1 - seat).closed == "settled"
    assert case.overtaken == set()


@pytest.mark.parametrize("told", [(0, 1), (1, 0), (1,)])
async def test_the_first_of_any_by_its_moment_wins_whichever_is_heard_of_first(
    opened: Opened, told: tuple[int, ...]
) -> None:
    case = await opened(KIND, "COUNTERSIGNED")
    said = [await case.decides("any_sign", verb, seat=seat) for seat, verb in enumerate(("reject", "approve"))]
    for seat in told:
        await case.tell(said[seat])
    assert await case.outcome() == "REFUSED"
    assert case.task("any_sign", seat=0).overtaken is None
    assert case.task("any_sign", seat=1).overtaken == "settled"


@pytest.mark.parametrize(("first", "second"), ORDERS)
async def test_what_each_says_is_taken_over_by_itself(opened: Opened, first: int, second: int) -> None:
    case = await opened(KIND, "SIGNED")
    await case.decide("weighing", "reject", seat=first)
    await case.quiet(lambda: case.row.taken == {("weighing", first)})
    await left_to(case, ("weighing", second))
    await case.decide("weighing", seat=second)
    await case.in_state("WEIGHED", "office")
    assert case.services.count("record") == 2
    assert case.opened[:2] == [("weighing", 0), ("weighing", 1)]
    assert case.overtaken == set()


@pytest.mark.parametrize(("first", "second"), [("customs", "post"), ("post", "customs")])
async def test_two_stages_beside_one_another(opened: Opened, first: str, second: str) -> None:
    case = await opened(KIND, "WEIGHED")
    await case.decide(first)
    await left_to(case, (second, 0))
    await case.decide(second)
    assert await case.outcome() == "SENT"
    assert len(case.opened) == 2


async def test_a_rejection_at_one_ends_the_stage_beside_it(opened: Opened) -> None:
    case = await opened(KIND, "WEIGHED")
    await case.at("post")
    await case.decide("customs", "reject")
    assert await case.outcome() == "REFUSED"
    assert case.task("post").closed == "done"


async def test_a_stage_that_comes_back_does_not_wait_for_the_one_beside_it(opened: Opened) -> None:
    case = await opened(KIND, "WEIGHED", again_at="customs")
    await case.at("post")
    await case.decide("customs")
    await case.at("customs", 2)
    assert case.task("customs", 2).opened.reason == "not_this_one"
    await case.decide("customs", turn=2)
    await case.decide("post")
    assert await case.outcome() == "SENT"


async def test_withdrawn_with_one_of_two_decided(opened: Opened) -> None:
    case = await opened(KIND)
    await case.decide("countersign")
    await left_to(case, ("countersign", 1))
    await case.do("REFUSED", cause="withdrawn")
    assert await case.outcome() == "REFUSED"
    assert case.task("countersign").overtaken == "withdrawn"
    assert case.task("countersign", seat=1).closed == "withdrawn"


async def test_each_office_is_reminded_for_itself(opened: Opened) -> None:
    case = await opened(KIND)
    await case.at("countersign", seat=1)
    mine, other = case.task("countersign"), case.task("countersign", seat=1)
    other.remind_at += DAY
    await case.pass_by(3 * DAY + MINUTE)
    await case.quiet(partial(mine.has_seen, 1, 0))
    assert other.has_seen(0, 0)
    await case.decide("countersign")
    await left_to(case, ("countersign", 1))
    await case.pass_by(DAY)
    await case.quiet(partial(other.has_seen, 1, 0))
    await case.pass_by(DAY)
    await case.quiet(partial(other.has_seen, 2, 1))
    assert mine.has_seen(1, 0), "who has decided is left alone"


@pytest.fixture
async def forgetful(
    environment: WorkflowEnvironment, services: Services, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Case]:
    """A parcel whose workers keep no run in memory: each word makes it anew from its history."""
    monkeypatch.setattr(serving, "CACHED_RUNS", 0)
    async with workers(environment.client, services, [KIND], "forgetful"):
        case = await begin(environment, services, KIND, queue="forgetful")
        yield case
        with suppress(RPCError):
            await case.handle.terminate()


async def test_a_run_put_out_of_memory_between_the_decisions(forgetful: Case) -> None:
    case = forgetful
    for stage, seats in (("countersign", (1, 0)), ("any_sign", (1,)), ("weighing", (0, 1))):
        for seat in seats:
            await case.decide(stage, seat=seat)
    await case.decide("customs")
    await case.decide("post")
    assert await case.outcome() == "SENT"
    assert len(case.opened) == 8
    assert case.overtaken == set()


@pytest.mark.parametrize(
    ("state", "stage", "after"), [("PACKED", "countersign", "COUNTERSIGNED"), ("SIGNED", "weighing", "WEIGHED")]
)
@pytest.mark.parametrize(("first", "second"), ORDERS)
async def test_a_worker_killed_between_the_decisions(
    full_server: WorkflowEnvironment,
    real_services: Services,
    state: str,
    stage: str,
    after: str,
    first: int,
    second: int,
) -> None:
    async with workers(full_server.client, real_services, [KIND], "killed"):
        case = await begin(full_server, real_services, KIND, state, queue="killed")
        await case.decide(stage, seat=first)
        await left_to(case, (stage, second))
        said = await case.decides(stage, seat=second)
    await case.tell(said)
    await asyncio.sleep(0.1)
    assert case.row.state == state
    async with workers(full_server.client, real_services, [KIND], "killed"):
        await case.in_state(after, "office")
    assert case.opened[:2] == [(stage, 0), (stage, 1)]
    assert case.overtaken == set()
