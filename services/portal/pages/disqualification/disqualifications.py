"""Cases about members' places (Art. 7.2): the list, one case, and the trainee's own word."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi.responses import RedirectResponse, Response

from chassis import clock
from contracts.kinds import DISQUALIFICATION as CASES
from services.portal.cases.material import read
from services.portal.cases.view import strip
from services.portal.frame import formats
from services.portal.frame.asked.cases import CASE, Case
from services.portal.frame.asked.disqualifications import (
    APPEAL,
    DISQUALIFICATION,
    DISQUALIFICATIONS,
    STATE,
    DisqualificationRow,
)
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.navigation import oversees
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_

router = Router()

FILINGS = {"statement": STATE, "appeal": APPEAL}
FILED = {
    "statement": N_("陈述已提交，县名师办会看到。"),
    "appeal": N_("申诉已提交，市名师办会重新审核。"),
}


@router.get("/disqualifications")
async def cases(visit: Visitor) -> Response:
    """Those the person may see, the newest first."""
    found = await visit.api.get(DISQUALIFICATIONS)
    return await visit.page("disqualification/list.html", cases=found["items"])


async def words_wanted(visit: Visit) -> list[Json]:
    """The person's own cases in which they may speak now, with the time that is left."""
    if oversees(visit.offices):
        return []
    found = await visit.api.get(DISQUALIFICATIONS)
    return [{**case, "left": _left(visit, case)} for case in found["items"] if case["may"]]


def _left(visit: Visit, case: DisqualificationRow) -> str:
    return formats.length(formats.moment(case["until"]) - clock.business(), visit.language) if case["until"] else ""


@router.get("/disqualifications/{case_id}")
async def show(visit: Visitor, case_id: str) -> Response:
    """One case: where it is, what it rests on, and what was said."""
    found, case = await asyncio.gather(visit.api.get(DISQUALIFICATION, case_id), _case(visit, case_id))
    return await visit.page(
        "disqualification/show.html",
        found=found,
        left=_left(visit, found),
        case=case,
        strip=strip(visit, case, found["state"]) if case else None,
        **read(CASES.name, case_id, found["revisions"], visit.speech),
    )


async def _case(visit: Visit, case_id: str) -> Case | None:
    # A school sees what its owner keeps, and not what offices decided.
    with suppress(ProblemError):
        return await visit.api.get(CASE, case_id)
    return None


@router.get("/disqualifications/{case_id}/speak")
async def speak(visit: Visitor, case_id: str) -> Response:
    """The form for a statement or an appeal, while there is time for one; what came too late stays to be copied."""
    found, typed = await asyncio.gather(visit.api.get(DISQUALIFICATION, case_id), visit.typed())
    # What was sent too late is shown as it was meant; what was only begun gives way to what may be said now.
    wanted = typed.get("filing") if visit.desk.problem or not found["may"] else None
    filing = wanted or next(iter(found["may"]), None)
    if filing not in FILED:
        return RedirectResponse(f"/disqualifications/{case_id}", 303)
    said = typed["said"] if typed.get("filing", filing) == filing else ""
    shown: dict[str, Any] = {"found": found, "filing": filing, "said": said, "left": _left(visit, found)}
    shown |= read(CASES.name, case_id, found["revisions"], visit.speech)
    return await visit.page("disqualification/speak.html", **shown)


@router.post("/disqualifications/{case_id}/speak")
@comes_back(speak)
async def file(visit: Visitor, case_id: str, form: Sent) -> Response:
    """File it."""
    filing = "appeal" if form["filing"] == "appeal" else "statement"
    await visit.api.do(FILINGS[filing], case_id, body={"words": form["said"]})
    return visit.go(f"/disqualifications/{case_id}", FILED[filing])
