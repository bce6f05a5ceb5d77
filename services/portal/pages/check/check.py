"""Whether what is printed was signed so: by the code that was scanned, or by what was typed off the paper."""

from fastapi.responses import Response

from contracts.offices import Role
from services.portal.cases.words import kind_of
from services.portal.frame.asked.checks import CHECK
from services.portal.frame.clients import ProblemError
from services.portal.frame.desk import Desk, Guest
from services.portal.frame.forms import Router

router = Router()

# An unknown number and a wrong signature (404), and what can be neither (422): whoever guesses learns nothing from it.
DIFFERS = (404, 422)


@router.get("/check")
async def form(desk: Guest, number: str = "", code: str = "") -> Response:
    """Two fields for what is printed, and what was found by it."""
    if not (number or code):
        return desk.render("check/check.html", number="", code="", found=None, differs=False)
    return await _found(desk, number, code)


@router.get("/check/{number}/{code}")
async def scanned(desk: Guest, number: str, code: str) -> Response:
    """Where the QR code leads."""
    return await _found(desk, number, code)


async def _found(desk: Desk, number: str, code: str) -> Response:
    try:
        found = await desk.public.get(CHECK, number=number, code=code)
    except ProblemError as problem:
        if problem.status not in DIFFERS:
            raise
        return desk.render("check/check.html", 404, number=number, code=code, found=None, differs=True)
    known = kind_of(found["kind"])
    counted, personal = known is not None and known.material.counted, found["office_role"] == Role.PERSON
    return desk.render("check/found.html", found=found, counted=counted, personal=personal)
