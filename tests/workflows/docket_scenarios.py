"""What happens in the kept histories of runs that follow their owner's state, from beginning to end."""

from collections.abc import Awaitable, Callable

from contracts.processes import casework as process
from contracts.processes import disqualification, studio_establishment
from tests.workflows.owners import APPEAL_PERIOD, STATEMENT_PERIOD, Docket
from tests.workflows.rows import DAY


async def studio_begun(docket: Docket) -> None:
    """A school declines, another confirms, and the studio fills."""
    await docket.decide("qualification")
    await docket.at("dispatch")
    await docket.do("DISPATCHED", revised=True)
    await docket.at("base_proposal")
    await docket.do("BASE_PROPOSED", revised=True)
    await docket.decide("base_confirmation", "reject")
    await docket.at("base_proposal", 2)
    await docket.do("BASE_PROPOSED", revised=True)
    await docket.decide("base_confirmation", "approve", 2)
    await docket.until(lambda status: status.state == "RECRUITING" and status.waits_for == "facts")
    docket.row.ready = True
    await docket.handle.signal(process.MOVED, process.Moved(None))


async def nomination_terminated(docket: Docket) -> None:
    """Ended while the city weighs it."""
    await docket.at("qualification")
    await docket.do("TERMINATED", cause="terminated")


async def place_given_back(docket: Docket) -> None:
    """Heard, decided, appealed, overturned."""
    await docket.decide("host_confirmation")
    await docket.at("statement")
    await docket.do("STATEMENT", revised=True)
    await docket.decide("county_opinion")
    await docket.decide("decision")
    await docket.at("appeal_filing")
    await docket.do("APPEAL", revised=True)
    await docket.decide("appeal")


async def nothing_said(docket: Docket) -> None:
    """Neither a statement nor an appeal comes."""
    await docket.decide("host_confirmation")
    await docket.at("statement")
    await docket.pass_by(STATEMENT_PERIOD + DAY)
    await docket.decide("county_opinion")
    await docket.decide("decision")
    await docket.at("appeal_filing")
    await docket.pass_by(APPEAL_PERIOD + DAY)


async def attendance_corrected(docket: Docket) -> None:
    """Corrected while the county weighs it."""
    await docket.at("county_opinion")
    await docket.do("CORRECTED", cause="corrected")


DOCKET_SCENARIOS: dict[str, tuple[str, str, Callable[[Docket], Awaitable[None]]]] = {
    "studio_begun": (studio_establishment.KIND, "NOMINATED", studio_begun),
    "nomination_terminated": (studio_establishment.KIND, "NOMINATED", nomination_terminated),
    "place_given_back": (disqualification.KIND, "FLAGGED", place_given_back),
    "nothing_said": (disqualification.KIND, "FLAGGED", nothing_said),
    "attendance_corrected": (disqualification.KIND, "STATEMENT", attendance_corrected),
}
