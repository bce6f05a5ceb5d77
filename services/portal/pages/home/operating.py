"""For those who run the system: what is not well."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

import httpx2

from contracts.authority import operates
from services.portal.frame.asked.operations import APPROVALS, DIRECTORY, ENROLLMENT, Operations
from services.portal.frame.calls import Call
from services.portal.frame.clients import ProblemError, ServicesAwayError
from services.portal.frame.visit import Visit
from services.portal.pages.home.part import Part, Presses

SERVICES: Final[Mapping[str, Call[Operations]]] = {
    "directory": DIRECTORY, "approvals": APPROVALS, "enrollment": ENROLLMENT,
}  # fmt: skip
# An event is on the stream within a second; what waits longer does not go.
LATE_SECONDS: Final = 60
PATIENCE_SECONDS: Final = 2.0


async def operating(visit: Visit) -> Part | None:
    """Services, what they could not say or take in, and the workers."""
    if not operates(visit.offices):
        return None
    asked = asyncio.gather(*(_asked(visit, call) for call in SERVICES.values()))
    found, workers = await asyncio.gather(asked, _workers(visit))
    services = dict(zip(SERVICES, found, strict=True))
    buried = _buried(found)
    ill = sum(not well(each) for each in found) + bool(buried) + (workers is False)
    shown = {"services": services, "buried": buried, "workers": workers, "ill": ill, "late": LATE_SECONDS}
    return Part("home/operating.html", Presses.LATE if ill else Presses.TO_READ, shown)


def well(found: Operations | None) -> bool:
    """Whether a service answers, is on the bus, and has said what it had to say."""
    return found is not None and found["bus"] and (found["waiting_for"] or 0) < LATE_SECONDS


def _buried(found: Iterable[Operations | None]) -> dict[str, int] | None:
    """Dead letters by the process they were for: whichever service could ask the bus knows them all; None where none could."""
    told = next((each["dead_letters"] for each in found if each and each["dead_letters"] is not None), None)
    return None if told is None else {each["process"]: each["count"] for each in told}


async def _asked(visit: Visit, call: Call[Operations]) -> Operations | None:
    try:
        return await visit.api.get(call)
    except (ProblemError, ServicesAwayError):
        return None


async def _workers(visit: Visit) -> bool | None:
    """Whether those who move the cases are fit to work; None where nothing says where they are."""
    port: int = visit.desk.request.app.state.workers_port
    if not port:
        return None
    try:
        async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as http:
            return (await http.get(f"http://127.0.0.1:{port}/readyz")).is_success
    except httpx2.HTTPError:
        return False
