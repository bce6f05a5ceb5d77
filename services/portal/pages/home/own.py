"""What the person has applied for, may apply for, and belongs to."""

import asyncio

from services.portal.frame import navigation
from services.portal.frame.asked.applications import OWN_APPLICATIONS, OwnRow
from services.portal.frame.asked.members import OWN_MEMBERSHIPS
from services.portal.frame.asked.recommendations import INVITATIONS
from services.portal.frame.asked.rounds import RoundRow
from services.portal.frame.visit import Visit
from services.portal.pages.application.eligibility import Applying, applying
from services.portal.pages.application.returned import returned
from services.portal.pages.home.part import Part, Presses
from services.portal.pages.home.words import NEXT, STEPS
from services.portal.pages.round.listing import open_rounds

# Of several, the one in which something is to be done comes before one that runs, and that before one that is over.
FIRST_OF_ALL = ("RETURNED", "DRAFT")


async def application(visit: Visit) -> Part | None:
    """One card: where the application is, who has it, until when, and what to do. An office that never applied has none."""
    if navigation.oversees(visit.offices):
        return None
    found, rounds, summary = await asyncio.gather(visit.api.get(OWN_APPLICATIONS), open_rounds(visit), visit.summary())
    own = found["items"]
    if not own:
        return None if visit.offices else _invitation(rounds, await applying(visit))
    current = min(own, key=_order)
    if current["state"] == "ADMITTED":
        # The studio's own card says more.
        return None
    case = next((case for case in summary["started"] if case["case_id"] == current["id"]), None)
    over = all(each["state"] in OVER for each in own)
    shown = {
        "current": current,
        "returned": await returned(visit, current["id"], current["state"]),
        "here": case["here"][0] if case and case["here"] else None,
        "reached": STEPS.get(current["state"]),
        "advice": NEXT.get(current["state"]),
        "applying": await applying(visit) if over else Applying(),
        "others": len(own) - 1,
        "rounds": rounds,
    }
    presses = Presses.LATE if current["state"] == "RETURNED" else Presses.TO_DO
    return Part("home/application.html", presses, shown)


def _order(row: OwnRow) -> int:
    if row["state"] in FIRST_OF_ALL:
        return FIRST_OF_ALL.index(row["state"])
    return 3 if row["state"] in OVER else 2


def _invitation(rounds: list[RoundRow], begins: Applying) -> Part:
    presses = Presses.TO_DO if begins.may else Presses.TO_READ
    return Part("home/invitation.html", presses, {"rounds": rounds, "applying": begins})


# Only after these may somebody apply anew (Art. 4.2).
OVER = frozenset({"SCHOOL_DECLINED", "COUNTY_REJECTED", "MUNICIPAL_REJECTED", "WITHDRAWN", "LAPSED"})


async def recommended(visit: Visit) -> Part | None:
    """Where the school has recommended the person to, who has not applied yet (Art. 4.2)."""
    if navigation.oversees(visit.offices):
        return None
    found = (await visit.api.get(INVITATIONS))["items"]
    if not found:
        return None
    begins = await applying(visit, [each["studio_id"] for each in found])
    return Part("recommendation/mine.html", Presses.SOON, {"recommended": found, "applying": begins})


async def membership(visit: Visit) -> Part | None:
    """For a trainee: the studio, and how far the plan has come."""
    if navigation.oversees(visit.offices):
        return None
    found = (await visit.api.get(OWN_MEMBERSHIPS))["items"]
    member = next((each for each in found if each["state"] == "ACTIVE"), None)
    if member is None:
        return None
    waits = member["plan"] is None or member["plan"]["state"] == "RETURNED"
    return Part("home/my_studio.html", Presses.SOON if waits else Presses.TO_READ, {"member": member})
