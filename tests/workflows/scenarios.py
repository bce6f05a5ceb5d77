"""Cases whose histories are kept: what runs do today must not change under those that are under way."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from contracts.commands import approvals
from contracts.processes import trainee_application as process
from tests.workflows.case import Case
from tests.workflows.rows import CORRECTION_PERIOD, DAY

MINUTE = timedelta(minutes=1)


async def admitted(case: Case) -> None:
    """The shortest way."""
    await case.decide("school")
    await case.decide("county")
    await case.decide("municipal")


async def returned_and_admitted(case: Case) -> None:
    """The county returns it once, and the city finds a membership elsewhere at first."""
    case.row.member_elsewhere = True
    await case.decide("school")
    await case.decide("county", "return")
    await case.resubmit("county")
    await case.decide("county", "approve", 2)
    await case.decide("municipal")
    await case.at("municipal", 2)
    case.row.member_elsewhere = False
    await case.decide("municipal", "approve", 2)


async def reminded_and_rejected(case: Case) -> None:
    """The office lets it lie: reminders, escalation, reminders."""
    await case.at("school")
    task = case.task("school")
    for days, reminded, escalated in ((3, 1, 0), (1, 2, 0), (0.5, 2, 1), (0.5, 3, 1)):
        await case.pass_by(days * DAY + MINUTE)
        await case.quiet(partial(task.has_seen, reminded, escalated))
        await case.at("school")
    await case.decide("school", "reject")


async def lapsed(case: Case) -> None:
    """The applicant never answers."""
    await case.decide("school", "return")
    await case.correcting()
    await case.pass_by(CORRECTION_PERIOD + MINUTE)


async def withdrawn_too_late_for_the_office(case: Case) -> None:
    """Decided and withdrawn at once; the withdrawal is heard of first."""
    await case.decides("school", "approve")
    await case.tell(process.WITHDRAWN, await case.withdraws())


async def decided_after_the_round_closed(case: Case) -> None:
    """The last approval comes second."""
    await case.decide("school")
    await case.decide("county")
    await case.at("municipal")
    await case.round_closes()
    await case.decide("municipal")


async def closed_undecided(case: Case) -> None:
    """The round closes over an open task."""
    await case.at("school")
    await case.tell(process.ROUND_CLOSED, await case.round_closes())


async def approvals_away(case: Case) -> None:
    """A service is away for a while: ordinary attempts."""
    await case.at("school")
    case.services.lost_before[approvals.OPEN_TASK.name] = 2
    await case.decide("school")
    await case.until(lambda status: (status.waits_for, status.stage) == ("service", "county"))
    await case.pass_by(2 * MINUTE)
    await case.decide("county", "reject")


SCENARIOS: dict[str, Callable[[Case], Awaitable[None]]] = {
    scenario.__name__: scenario
    for scenario in (
        admitted,
        returned_and_admitted,
        reminded_and_rejected,
        lapsed,
        withdrawn_too_late_for_the_office,
        decided_after_the_round_closed,
        closed_undecided,
        approvals_away,
    )
}
