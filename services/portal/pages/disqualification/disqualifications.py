"""Cases about members' places (Art. 7.2): the list, one case, and the trainee's own word."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from chassis import clock
from contracts.processes.disqualification import KIND
from services.portal.cases.material import read
from services.portal.cases.view import strip
from services.portal.frame import formats
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.navigation import oversees
from services.portal.frame.visit import Typed, Visit, Visitor, text
from services.portal.frame.words import N_

router = APIRouter()

FILED = {
    "statement": N_("陈述已提交，县名师办会看到。"),
    "appeal": N_("申诉已提交，市名师办会重新审核。"),
}


@router.get("/disqualifications")
async def cases(visit: Visitor) -> Response:
    """Those the person may see, the newest first."""
    found = await visit.api.get("/enrollment/disqualifications")
    return await visit.page("disqualification/list.html", cases=found["items"])


async def words_wanted(visit: Visit) -> list[Json]:
    """The person's own cases in which they may speak now, with the time that is left."""
    if oversees(visit.offices):
        return []
    found = await visit.api.get("/enrollment/disqualifications")
    return [case | {"left": _left(visit, case)} for case in found["items"] if case["may"]]


def _left(visit: Visit, case: Json) -> str:
    return formats.length(formats.moment(case["until"]) - clock.business(), visit.language) if case["until"] else ""


@router.get("/disqualifications/{case_id}")
async def show(visit: Visitor, case_id: str) -> Response:
    """One case: where it is, what it rests on, and what was said."""
    found, case = await asyncio.gather(visit.api.get(f"/enrollment/disqualifications/{case_id}"), _case(visit, case_id))
    return await visit.page(
        "disqualification/show.html",
        found=found,
        left=_left(visit, found),
        case=case,
        strip=strip(visit, case, found["state"]) if case else None,
        **read(KIND, case_id, found["revisions"], visit.speech),
    )


async def _case(visit: Visit, case_id: str) -> Json | None:
    # A school sees what its owner keeps, and not what offices decided.
    with suppress(ProblemError):
        return await visit.api.get(f"/approvals/cases/{case_id}")
    return None


@router.get("/disqualifications/{case_id}/speak")
async def speak(visit: Visitor, case_id: str) -> Response:
    """The form for a statement or an appeal, while there is time for one."""
    found = await visit.api.get(f"/enrollment/disqualifications/{case_id}")
    if not found["may"]:
        return RedirectResponse(f"/disqualifications/{case_id}", 303)
    return await _form(visit, found, found["may"][0], "")


async def _form(visit: Visit, found: Json, filing: str, said: str, problem: ProblemError | None = None) -> Response:
    shown: dict[str, Any] = {"found": found, "filing": filing, "left": _left(visit, found)}
    shown |= read(KIND, found["id"], found["revisions"], visit.speech)
    status = problem.status if problem else 200
    return await visit.page("disqualification/speak.html", status, problem=problem, typed={"said": said}, **shown)


@router.post("/disqualifications/{case_id}/speak")
async def file(visit: Visitor, case_id: str, form: Typed) -> Response:
    """File it; what comes too late is told, with what was written left to be copied."""
    filing = "appeal" if text(form, "filing") == "appeal" else "statement"
    try:
        await visit.api.post(f"/enrollment/disqualifications/{case_id}/{filing}", {"words": text(form, "said")})
    except ProblemError as problem:
        if problem.status not in (409, 422):
            raise
        visit.begin_summary()
        found = await visit.api.get(f"/enrollment/disqualifications/{case_id}")
        return await _form(visit, found, filing, text(form, "said"), problem)
    return visit.go(f"/disqualifications/{case_id}", FILED[filing])
