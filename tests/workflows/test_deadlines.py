"""Reminders, escalation and lapse: the run asks when its timer goes off, and the service knows whether it is time."""

import time
from datetime import timedelta
from functools import partial

from contracts.commands import approvals, enrollment
from contracts.processes import trainee_application as process
from tests.workflows.case import Begun
from tests.workflows.model import Services
from tests.workflows.rows import CORRECTION_PERIOD, DAY

MINUTE = timedelta(minutes=1)


async def test_an_office_is_reminded_again_and_again_and_the_one_above_is_shown_the_task_once(begun: Begun) -> None:
    case = await begun()
    await case.at("school")
    task = case.task("school")
    for days, reminded, escalated in ((2, 0, 0), (1, 1, 0), (1, 2, 0), (1, 3, 1), (3, 6, 1)):
        await case.pass_by(days * DAY + MINUTE)
        await case.quiet(partial(task.has_seen, reminded, escalated))
    await case.decide("school", "reject")
    assert await case.outcome() == "declined"
    assert (task.reminded, task.escalated) == (6, 1)


async def test_a_task_asked_about_too_early_is_asked_about_again(begun: Begun, services: Services) -> None:
    case = await begun()
    await case.at("school")
    task = case.task("school")
    task.remind_at += 2 * DAY
    await case.pass_by(3 * DAY + MINUTE)
    await case.quiet(lambda: services.count(approvals.REMIND) == 1)
    assert task.reminded == 0
    await case.pass_by(2 * DAY)
    await case.quiet(lambda: task.reminded == 1)


async def test_a_decision_whose_word_was_lost_is_found_at_the_next_reminder(begun: Begun) -> None:
    case = await begun()
    await case.decides("school", "approve")
    await case.pass_by(3 * DAY + MINUTE)
    await case.at("county")
    assert case.task("school").closed is None


async def test_an_unanswered_return_lapses_after_ten_days_in_milliseconds(begun: Begun, services: Services) -> None:
    case = await begun()
    await case.decide("school", "return")
    await case.correcting()
    started = time.perf_counter()
    await case.pass_by(CORRECTION_PERIOD - MINUTE)
    assert services.count(enrollment.LAPSE) == 0
    await case.pass_by(2 * MINUTE)
    assert await case.outcome() == "lapsed"
    assert time.perf_counter() - started < 2
    assert case.row.state == "LAPSED"


async def test_a_longer_period_than_the_run_knew_is_waited_for(begun: Begun, services: Services) -> None:
    case = await begun()
    await case.decide("school", "return")
    await case.correcting()
    assert case.row.correction_until is not None
    case.row.correction_until += DAY
    await case.pass_by(CORRECTION_PERIOD + MINUTE)
    await case.quiet(lambda: services.count(enrollment.LAPSE) == 1)
    await case.correcting()
    await case.pass_by(DAY)
    assert await case.outcome() == "lapsed"


async def test_resubmitted_in_time_it_does_not_lapse_though_the_word_is_late(begun: Begun, services: Services) -> None:
    case = await begun()
    await case.decide("school", "return")
    await case.correcting()
    said = case.resubmits("school")
    await case.pass_by(CORRECTION_PERIOD + MINUTE)
    await case.quiet(lambda: services.count(enrollment.LAPSE) == 1)
    await case.pass_by(30 * DAY)
    await case.correcting()
    assert services.count(enrollment.LAPSE) == 1
    await case.tell(process.RESUBMITTED, said)
    await case.at("school", 2)


async def test_lapsed_first_a_withdrawal_finds_it_ended(begun: Begun) -> None:
    case = await begun()
    await case.decide("school", "return")
    await case.correcting()
    await case.withdraws()
    await case.pass_by(CORRECTION_PERIOD + MINUTE)
    assert await case.outcome() == "withdrawn"
