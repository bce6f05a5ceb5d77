"""Cases whose histories are kept: what runs do today must not change under those that are under way."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from contracts.commands import approvals
from contracts.kinds import DISQUALIFICATION, STUDIO_ESTABLISHMENT, TRAINEE_APPLICATION
from contracts.offices import Office, Role
from tests.workflows.case import Case
from tests.workflows.tables import APPEAL_PERIOD, CORRECTION_PERIOD, DAY, STATEMENT_PERIOD
from tests.workflows.trial import PARCEL

MINUTE = timedelta(minutes=1)


async def admitted(case: Case) -> None:
    """The shortest way."""
    await case.decide("school")
    await case.decide("county")
    await case.decide("municipal")


async def returned_and_admitted(case: Case) -> None:
    """The county returns it once, and the city finds a membership elsewhere at first."""
    case.row.obstacle = "membership_exists"
    await case.decide("school")
    await case.decide("county", "return")
    await case.resubmit("county")
    await case.decide("county", "approve", 2)
    await case.decide("municipal")
    await case.at("municipal", 2)
    case.row.obstacle = None
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
    await case.decides("school")
    await case.tell(await case.withdraws())


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
    await case.tell(await case.round_closes())


async def approvals_away(case: Case) -> None:
    """A service is away for a while: ordinary attempts."""
    await case.at("school")
    case.services.lost_before[approvals.OPEN_TASK.name] = 2
    await case.decide("school")
    await case.in_state("RECOMMENDED", "service")
    await case.pass_by(2 * MINUTE)
    await case.decide("county", "reject")


async def put_before_another_office(case: Case) -> None:
    """The school's only recommender applies: the county's section recommends."""
    await case.at("school")
    await case.tell(await case.put_before("school", Office(role=Role.COUNTY_PERSONNEL_SECTION, scope="330328")))
    await case.decide("school", "reject", 2)


async def studio_begun(case: Case) -> None:
    """A school declines, another confirms, and the studio fills."""
    await case.decide("qualification")
    await case.at("dispatch")
    await case.do("DISPATCHED", revised=True)
    await case.at("base_proposal")
    await case.do("BASE_PROPOSED", revised=True)
    await case.decide("base_confirmation", "reject")
    await case.at("base_proposal", 2)
    await case.do("BASE_PROPOSED", revised=True)
    await case.decide("base_confirmation", "approve", 2)
    await case.in_state("BASE_CONFIRMED")
    await case.pass_by(MINUTE)
    await case.in_state("RECRUITING")
    case.row.until = await case.services.now()
    await case.tell(case.changes())
    await case.quiet(lambda: case.services.count("look") == 4)
    await case.pass_by(MINUTE)


async def nomination_terminated(case: Case) -> None:
    """Ended while the city weighs it."""
    await case.at("qualification")
    await case.do("TERMINATED", cause="terminated")


async def place_given_back(case: Case) -> None:
    """Heard, decided, appealed, overturned."""
    await case.decide("host_confirmation")
    await case.at("statement")
    await case.do("STATEMENT", revised=True)
    await case.decide("county_opinion")
    await case.decide("decision")
    await case.at("appeal_filing")
    await case.do("APPEAL", revised=True)
    await case.decide("appeal")


async def nothing_said(case: Case) -> None:
    """Neither a statement nor an appeal comes."""
    await case.decide("host_confirmation")
    await case.at("statement")
    await case.pass_by(STATEMENT_PERIOD + DAY)
    await case.decide("county_opinion")
    await case.decide("decision")
    await case.at("appeal_filing")
    await case.pass_by(APPEAL_PERIOD + DAY)


async def attendance_corrected(case: Case) -> None:
    """Corrected while the host weighs it."""
    await case.at("host_confirmation")
    await case.do("CORRECTED", cause="corrected")


async def signed_by_several(case: Case) -> None:
    """Signed by all, by the first of two, weighed by each, seen by two beside one another."""
    await case.decide("countersign", seat=1)
    await case.decide("countersign")
    await case.at("any_sign", seat=1)
    await case.decide("any_sign", seat=1)
    await case.decide("weighing")
    await case.decide("weighing", seat=1)
    await case.decide("post")
    await case.decide("customs")


async def one_of_two_refuses(case: Case) -> None:
    """The other has signed before."""
    await case.decide("countersign")
    await case.decide("countersign", "reject", seat=1)


Scenario = Callable[[Case], Awaitable[None]]
OF_KIND: dict[str, tuple[Scenario, ...]] = {
    TRAINEE_APPLICATION.name: (
        admitted, returned_and_admitted, reminded_and_rejected, lapsed, withdrawn_too_late_for_the_office,
        decided_after_the_round_closed, closed_undecided, approvals_away, put_before_another_office,
    ),
    STUDIO_ESTABLISHMENT.name: (studio_begun, nomination_terminated),
    DISQUALIFICATION.name: (place_given_back, nothing_said, attendance_corrected),
    PARCEL.name: (signed_by_several, one_of_two_refuses),
}  # fmt: skip
SCENARIOS = {play.__name__: (kind, play) for kind, plays in OF_KIND.items() for play in plays}
