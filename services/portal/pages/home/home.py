"""What must I do now, and what happens if I don't?"""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi.responses import Response

from services.portal.frame.forms import Router
from services.portal.frame.visit import Visit, Visitor
from services.portal.pages.home.duties import duties, told
from services.portal.pages.home.hosting import hosting
from services.portal.pages.home.operating import operating
from services.portal.pages.home.overseeing import members, rounds, seats, standing
from services.portal.pages.home.own import application, membership, recommended
from services.portal.pages.home.part import Part
from services.portal.pages.home.recommending import recommending

router = Router()

Made = Callable[[Visit], Awaitable[Part | None]]
# In this order where two are equally pressing.
PARTS: tuple[Made, ...] = (
    duties, operating, recommended, application, membership, hosting, standing, recommending,
    told, members, seats, rounds,
)  # fmt: skip


@router.get("/")
async def home(visit: Visitor) -> Response:
    """A part for each thing the person is, all asked for at once, the most pressing first."""
    made = await asyncio.gather(*(part(visit) for part in PARTS))
    parts = sorted((part for part in made if part), key=lambda part: part.presses)
    columns = [part for part in parts if not part.beside], [part for part in parts if part.beside]
    return await visit.page("home/home.html", columns=[column for column in columns if column])
