"""One studio, with its members."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi.responses import Response

from services.portal.frame.asked.studio_lives import LIFE
from services.portal.frame.asked.studios import ROSTER, STUDIO, RosterRow
from services.portal.frame.asked.windows import WINDOW
from services.portal.frame.clients import ProblemError
from services.portal.frame.forms import Router
from services.portal.frame.navigation import decides
from services.portal.frame.visit import Visit, Visitor
from services.portal.pages.application.eligibility import applying
from services.portal.pages.studio.words import TAKES_MEMBERS

router = Router()


@router.get("/studios/{studio_id}")
async def studio(visit: Visitor, studio_id: str) -> Response:
    """One studio, with its members where the person may see them and its applications for offices."""
    found, window, (roster, may), life_may, begins = await asyncio.gather(
        visit.api.get(STUDIO, studio_id),
        visit.api.get(WINDOW, studio_id),
        _roster(visit, studio_id),
        _life(visit, studio_id),
        applying(visit, [studio_id]),
    )
    is_host = found["host_id"] == visit.session.person_id
    obstacle = begins.to(studio_id)
    shown: dict[str, Any] = {"roster": roster, "roster_may": may, "life_may": life_may}
    shown["may_apply"] = bool(begins.rounds) and obstacle is None
    # Why not is told to those who might: teachers, of a studio that takes members in.
    asks = not decides(visit.offices) and not is_host and found["state"] in TAKES_MEMBERS
    shown["obstacle"] = obstacle if asks else None
    shown["may_set_cap"] = "set_cap" in (life_may or ())
    return await visit.page("studio/show.html", studio=found, window=window, **shown)


async def _life(visit: Visit, studio_id: str) -> list[str] | None:
    """What the person may do with the studio as it stands; None for those its life does not concern."""
    with suppress(ProblemError):
        return list((await visit.api.get(LIFE, studio_id))["may"])
    return None


async def _roster(visit: Visit, studio_id: str) -> tuple[list[RosterRow] | None, list[str]]:
    """The members, and what may be done about all of them."""
    with suppress(ProblemError):
        roster = await visit.api.get(ROSTER, studio_id)
        return list(roster["items"]), list(roster["may"])
    return None, []
