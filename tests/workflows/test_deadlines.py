"""Reminders, escalation and lapse: the run asks when its timer goes off, and the service knows whether it is time."""

import time
from datetime import timedelta
from functools import partial

from contracts.commands import approvals
from tests.workflows.case import Opened
from tests.workflows.model import Services
from tests.workflows.tables import CORRECTION_PERIOD, DAY

MINUTE = timedelta(minutes=1)


async def test_an_office_is_reminded_again_and_again_and_the_one_above_is_shown_the_task_once(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    task = case.task("school")
    for days, reminded, escalated in ((2, 0, 0), (1, 1, 0), (1, 2, 0), (1, 3, 1), (3, 6, 1)):
        await case.pass_by(days * DAY + MINUTE)
        await case.quiet(partial(task.has_seen, reminded, escalated))
    await case.decide("school", "reject")
    assert await case.outcome() == "SCHOOL_DECLINED"
    assert (task.reminded, task.escalated) == (6, 1)


async def test_a_task_asked_about_too_early_is_asked_about_again(opened: Opened, services: Services) -> None:
    case = await opened()
    await case.at("school")
    task = case.task("school")
    task.remind_at += 2 * DAY
    await case.pass_by(3 * DAY + MINUTE)
    await case.quiet(lambda: services.count(approvals.REMIND) == 1)
    assert task.reminded == 0
    await case.pass_by(2 * DAY)
    await case.quiet(lambda: task.reminded == 1)


async def test_a_decision_whose_word_was_lost_is_found_at_the_next_reminder(opened: Opened) -> None:
    case = await opened()
    await case.decides("school")
    await case.pass_by(3 * DAY + MINUTE)
    await case.at("county")
    assert case.task("school").closed is None
    assert case.overtaken == set()


async def test_a_task_somebody_else_closed_comes_back_to_its_office(opened: Opened) -> None:
    case = await opened()
    await case.at("school")
    case.task("school").closed = "by hand"
    await case.pass_by(3 * DAY + MINUTE)
    await case.decide("school", "approve", 2)
    await case.at("county")


async def test_an_unanswered_return_lapses_after_ten_days_in_milliseconds(opened: Opened, services: Services) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    started = time.perf_counter()
    await case.pass_by(CORRECTION_PERIOD - MINUTE)
    assert services.count("proceed") == 0
    await case.pass_by(2 * MINUTE)
    assert await case.outcome() == "LAPSED"
    assert time.perf_counter() - started < 2


async def test_a_longer_period_than_the_run_knew_is_waited_for(opened: Opened, services: Services) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    assert case.row.until is not None
    case.row.until += DAY
    await case.pass_by(CORRECTION_PERIOD + MINUTE)
    await case.quiet(lambda: services.count("proceed") == 1)
    await case.correcting()
    await case.pass_by(DAY)
    assert await case.outcome() == "LAPSED"


async def test_resubmitted_in_time_it_does_not_lapse_though_the_word_is_late(
    opened: Opened, services: Services
) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    said = await case.resubmits("school")
    await case.pass_by(CORRECTION_PERIOD + MINUTE)
    await case.at("school", 2)
    assert services.count("proceed") == 1
    await case.tell(said)
    await case.decide("school", "approve", 2)
    await case.at("county")
    assert case.opened == [("school", 0), ("school", 0), ("county", 0)]


async def test_an_owner_that_refuses_to_go_on_and_says_it_is_time_is_asked_now_and_then(
    opened: Opened, services: Services
) -> None:
    case = await opened("studio_establishment", "RECRUITING")
    await case.in_state("RECRUITING")
    case.row.until = await services.now() + DAY
    await case.tell(case.changes())
    await case.quiet(lambda: services.count("look") == 1)
    case.row.obstacle = "unready"
    case.row.until = await services.now()
    await case.pass_by(DAY + MINUTE)
    await case.quiet(lambda: services.count("proceed") >= 2)
    await case.pass_by(10 * MINUTE)
    assert services.count("proceed") <= 15
    case.row.obstacle = None
    await case.pass_by(2 * MINUTE)
    assert await case.outcome() == "ACTIVE"


async def test_withdrawn_first_a_lapse_finds_it_ended(opened: Opened) -> None:
    case = await opened()
    await case.decide("school", "return")
    await case.correcting()
    await case.withdraws()
    await case.pass_by(CORRECTION_PERIOD + MINUTE)
    assert await case.outcome() == "WITHDRAWN"
