"""Windows of studios (窗口, Art. 8.1), for everybody: read without signing in, and without scripts."""

from fastapi.responses import Response

from services.portal.frame.asked.windows import PUBLIC_PICTURE, PUBLIC_WINDOW, WINDOWS
from services.portal.frame.desk import Guest
from services.portal.frame.forms import Router

router = Router()

KEPT = ("Content-Type", "Content-Security-Policy", "Cache-Control", "ETag")


@router.get("/windows")
async def windows(desk: Guest, county: str = "", after: str = "") -> Response:
    """All that are published, by county."""
    found = await desk.public.get(WINDOWS, county=county, after=after)
    kept = {name: value for name, value in (("county", county), ("after", after)) if value}
    return desk.render("window/list.html", found=found, county=county, query_kept=kept)


@router.get("/windows/{studio_id}")
async def window(desk: Guest, studio_id: str) -> Response:
    """One of them."""
    found = await desk.public.get(PUBLIC_WINDOW, studio_id)
    return desk.render("window/show.html", window=found)


@router.get("/pictures/{sha256}")
async def picture(desk: Guest, sha256: str) -> Response:
    """A picture of a published window."""
    found = await desk.public.fetch(PUBLIC_PICTURE, sha256)
    return Response(found.content, headers={name: found.headers[name] for name in KEPT})
