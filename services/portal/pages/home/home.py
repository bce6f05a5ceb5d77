"""What must I do now, and what happens if I don't?"""

import asyncio
from collections import Counter

from fastapi.responses import Response

from contracts.authority import Right, may_anywhere, reach
from contracts.offices import CITY, Role
from services.portal.frame import navigation
from services.portal.frame.asked.applications import OWN_APPLICATIONS, OwnRow
from services.portal.frame.asked.members import ALERTS, MEMBERS, OWN_MEMBERSHIPS, Alert, MemberRow
from services.portal.frame.asked.recommendations import INVITATIONS, Invitation
from services.portal.frame.asked.rounds import ROUND, Round, RoundRow
from services.portal.frame.asked.studios import STUDIOS, StudioRow
from services.portal.frame.asked.tasks import INBOX, Task
from services.portal.frame.clients import Json
from services.portal.frame.forms import Router
from services.portal.frame.visit import Visit, Visitor
from services.portal.pages.application.eligibility import Applying, applying
from services.portal.pages.disqualification.disqualifications import words_wanted
from services.portal.pages.round.listing import open_rounds
from services.portal.pages.studio.words import TAKES_MEMBERS

router = Router()

FIRST_ROWS = 6


@router.get("/")
async def home(visit: Visitor) -> Response:
    """Differs by role: an office sees what waits, a teacher what was started."""
    summary, waiting, (own, recommended), (rounds, progress), short, members = await asyncio.gather(
        visit.summary(), _waiting(visit), _started(visit), _rounds(visit), _short_studios(visit), _members(visit)
    )
    decides = navigation.decides(visit.offices) or summary["waiting"]["total"] > 0
    oversees = navigation.oversees(visit.offices)
    # Whom the rules would refuse is told so, and whoever has other things to do here is not invited.
    invited = not decides and not _scopes(visit, Role.HOST)
    begins = (
        await applying(visit, [each["studio_id"] for each in recommended]) if invited or recommended else Applying()
    )
    return await visit.page(
        "home/home.html",
        tasks=waiting,
        decides=decides,
        oversees=oversees,
        applying=begins,
        invited=invited,
        own=own,
        open_rounds=rounds,
        progress=progress,
        hosted=_scopes(visit, Role.HOST),
        short_studios=short,
        recommended=recommended,
        recommends=may_anywhere(Right.RECOMMEND_TEACHERS, visit.offices),
        **members,
    )


def _scopes(visit: Visit, role: Role) -> list[str]:
    return sorted(key.partition(":")[2] for key in visit.offices if key.startswith(f"{role}:"))


async def _waiting(visit: Visit) -> list[Task]:
    acting = visit.session.acting
    page = await visit.api.get(INBOX, box="offices", limit=FIRST_ROWS, proxy=acting and acting.proxy_id)
    return list(page["items"])


async def _own(visit: Visit) -> list[OwnRow]:
    if navigation.oversees(visit.offices):
        return []
    return list((await visit.api.get(OWN_APPLICATIONS))["items"])


async def _started(visit: Visit) -> tuple[list[OwnRow], list[Invitation]]:
    """What the person has applied for, and may apply for on the school's recommendation."""
    return await asyncio.gather(_own(visit), _recommended(visit))


async def _recommended(visit: Visit) -> list[Invitation]:
    """Where the school has recommended the person to, who has not applied yet (Art. 4.2)."""
    if navigation.oversees(visit.offices):
        return []
    return list((await visit.api.get(INVITATIONS))["items"])


async def _members(visit: Visit) -> Json:
    """What concerns members: alerts for offices, the own membership for a trainee, plans to be read for a host."""
    alerts, member, plans, wanted = await asyncio.gather(
        _alerts(visit), _member(visit), _plans_waiting(visit), words_wanted(visit)
    )
    return {"alerts": alerts, "member": member, "plans_waiting": plans, "words_wanted": wanted}


async def _alerts(visit: Visit) -> list[Alert]:
    """For county and city: the studios that have fewer members than they need (Art. 4.1)."""
    if not navigation.oversees(visit.offices):
        return []
    return list((await visit.api.get(ALERTS))["items"])


async def _member(visit: Visit) -> MemberRow | None:
    """For a trainee: the membership that goes on."""
    if navigation.oversees(visit.offices):
        return None
    found = (await visit.api.get(OWN_MEMBERSHIPS))["items"]
    return next((each for each in found if each["state"] == "ACTIVE"), None)


async def _plans_waiting(visit: Visit) -> Counter[str]:
    """For a host: how many development plans wait to be read, by studio."""
    if not _scopes(visit, Role.HOST):
        return Counter()
    found = await visit.api.get(MEMBERS, state="ACTIVE", plan="SUBMITTED", limit=200)
    return Counter(each["studio"]["id"] for each in found["items"])


async def _rounds(visit: Visit) -> tuple[list[RoundRow], Round | None]:
    """The open rounds; for the city, how the one that closes first goes in each county."""
    rounds = sorted(await open_rounds(visit), key=lambda each: str(each["closes_at"]))
    if not rounds or not any(key.endswith(f":{CITY}") for key in visit.offices):
        return rounds, None
    return rounds, await visit.api.get(ROUND, rounds[0]["id"])


async def _short_studios(visit: Visit) -> list[StudioRow]:
    """For a county: its studios with the fewest members against the ten they need (Art. 4.1)."""
    counties = sorted(reach(Right.TRANSFER_MEMBER, visit.offices).counties)
    if not counties:
        return []
    asked = {"state": TAKES_MEMBERS, "limit": 200}
    pages = await asyncio.gather(*(visit.api.get(STUDIOS, county=code, **asked) for code in counties))
    studios = [studio for page in pages for studio in page["items"]]
    return sorted(studios, key=lambda studio: (studio["members"] - (studio["minimum"] or 0), studio["name"]))[:8]
