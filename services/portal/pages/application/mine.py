"""One's own applications: where they stand, and what can still be done with them."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi.responses import RedirectResponse, Response

from contracts.kinds import TRAINEE_APPLICATION
from services.portal.cases.material import read
from services.portal.cases.view import gather
from services.portal.frame.asked.applications import APPLICATION, OWN_APPLICATIONS, WITHDRAW, Application
from services.portal.frame.clients import ProblemError
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_
from services.portal.pages.application.eligibility import applying
from services.portal.pages.application.returned import last_return

router = Router()


@router.get("/applications")
async def mine(visit: Visitor) -> Response:
    """All of one's own, the newest first."""
    found, begins = await asyncio.gather(visit.api.get(OWN_APPLICATIONS), applying(visit))
    return await visit.page("application/mine.html", applications=found["items"], applying=begins)


@router.get("/applications/{application_id}")
async def show(visit: Visitor, application_id: str) -> Response:
    """One application: state, path, what was said, and what to do."""
    application = await visit.api.get(APPLICATION, application_id)
    if application["state"] == "DRAFT":
        return RedirectResponse(f"/applications/{application_id}/edit", 303)
    shown = await _shown(visit, application)
    await visit.seen(application_id)
    template = "application/body.html" if visit.fragment else "application/show.html"
    return await visit.page(template, **shown, own=application["is_own"])


async def _shown(visit: Visit, application: Application) -> dict[str, Any]:
    # Between the click and the first task the case is not yet in the approvals' books.
    with suppress(ProblemError):
        shown = await gather(visit, application["id"], TRAINEE_APPLICATION.name)
        return shown | {"application": application, "returned": last_return(shown["case"])}
    return {
        "application": application,
        "state": application["state"],
        "case": None,
        "strip": None,
        **read(TRAINEE_APPLICATION.name, application["id"], application["revisions"], visit.speech),
        "returned": None,
    }


@router.post("/applications/{application_id}/withdraw")
@comes_back(show)
async def withdraw(visit: Visitor, application_id: str, form: Sent) -> Response:
    """Take it back, any time before admission."""
    reason = form["reason"].strip()
    await visit.api.do(WITHDRAW, application_id, body={"reason": reason})
    return visit.go(f"/applications/{application_id}", N_("申请已撤回。"))
