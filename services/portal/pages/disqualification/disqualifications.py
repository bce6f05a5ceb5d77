"""Cases about members' places (Art. 7.2): the list, one case, and the trainee's own word."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi.responses import RedirectResponse, Response

from contracts.kinds import DISQUALIFICATION as CASES
from services.portal.cases.material import read
from services.portal.cases.view import strip
from services.portal.frame.asked.cases import CASE, Case
from services.portal.frame.asked.disqualifications import DISQUALIFICATION, DISQUALIFICATIONS
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.visit import Visit, Visitor
from services.portal.kinds import KINDS
from services.portal.kinds.disqualification import left

router = Router()

DEEDS = {deed.right: deed for stage in KINDS[CASES.name].stages.values() if (deed := stage.deed)}


@router.get("/disqualifications")
async def cases(visit: Visitor) -> Response:
    """Those the person may see, the newest first."""
    found = await visit.api.get(DISQUALIFICATIONS)
    return await visit.page("disqualification/list.html", cases=found["items"])


@router.get("/disqualifications/{case_id}")
async def show(visit: Visitor, case_id: str) -> Response:
    """One case: where it is, what it rests on, and what was said."""
    found, case = await asyncio.gather(visit.api.get(DISQUALIFICATION, case_id), _case(visit, case_id))
    return await visit.page(
        "disqualification/show.html",
        found=found,
        left=left(visit, dict(found)),
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
    if filing not in DEEDS:
        return RedirectResponse(f"/disqualifications/{case_id}", 303)
    owned: Json = dict(found)
    said = typed["said"] if typed.get("filing", filing) == filing else ""
    offered = await DEEDS[filing].offers(visit, owned, typed)
    shown: dict[str, Any] = {"owned": owned, "about": filing, "typed": {"said": said}, "offered": offered}
    shown |= read(CASES.name, case_id, found["revisions"], visit.speech)
    return await visit.page("disqualification/speak.html", **shown)


@router.post("/disqualifications/{case_id}/speak")
@comes_back(speak)
async def file(visit: Visitor, case_id: str, form: Sent) -> Response:
    """File it."""
    doing = DEEDS["appeal" if form["filing"] == "appeal" else "statement"].doing
    await doing.do(visit, form, case_id)
    return visit.go(f"/disqualifications/{case_id}", doing.said)
