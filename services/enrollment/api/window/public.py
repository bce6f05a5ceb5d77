"""What everybody may read, signed in or not: published windows of studios (Art. 8.1)."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel

from chassis.errors import not_found
from chassis.store.base import AnyRow
from chassis.store.files import content_of
from chassis.store.pages import Page
from chassis.web.fields import After, Limit
from chassis.web.http import Reading
from services.enrollment.api.parts import PAGE, County, View
from services.enrollment.domain.window.markdown import Picture, rendered
from services.enrollment.queries import window as queries

router = APIRouter(tags=["public"], prefix="/public")

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
# Named by its content, a picture never changes.
FOR_EVER: Final = "public, max-age=31536000, immutable"


class WindowsQuery(BaseModel):
    """What the list is narrowed to."""

    county: County | None = None
    after: After = None
    limit: Limit = PAGE


class WindowListed(View):
    """A published window in the list."""

    studio_id: UUID
    name: str
    county: str
    county_name: str
    school_level: str
    subject: str
    track: str
    host_name: str
    host_school_name: str
    published_at: datetime
    updated_at: datetime


class CountyCount(View):
    """How many published windows a county has."""

    county: str
    name: str
    windows: int


class WindowsPage(Page[WindowListed]):
    """A page of the list; `counties` counts them all, whatever the page is narrowed to."""

    counties: list[CountyCount]


class PublicPicture(BaseModel):
    """A picture; `placed` where the text shows it already."""

    sha256: str
    alt: str
    placed: bool


class PublicWindow(WindowListed):
    """A window with what everybody may know of its studio. `html` is safe; its pictures lie at `../pictures/<sha256>`."""

    host_titles: list[str]
    base_school_name: str
    members: int
    named_members: list[str]
    html: str
    pictures: list[PublicPicture]


@router.get("/studios")
async def published_windows(connection: Reading, wanted: Annotated[WindowsQuery, Query()]) -> WindowsPage:
    """Studios whose window is published, by county and name."""
    page = await queries.public_windows(connection, wanted.county, WindowListed.of, wanted.after, wanted.limit)
    counties = [CountyCount.of(row) for row in await queries.public_counties(connection)]
    return WindowsPage(items=page.items, next=page.next, counties=counties)


@router.get("/studios/{studio_id}")
async def published_window(studio_id: UUID, connection: Reading) -> PublicWindow:
    """One published window. Only members who agreed are named."""
    row = await queries.public_window(connection, studio_id)
    if row is None:
        raise not_found("没有这个窗口，或还没有发布。", "There is no such window, or it is not published yet.")
    pictures = await queries.pictures(connection, row.window_id)
    named = await queries.consenting(connection, studio_id)
    return PublicWindow(**_seen(row, pictures), named_members=named)


@router.get("/pictures/{sha256}", response_class=Response)
async def picture(sha256: Sha256, connection: Reading) -> Response:
    """A picture of a published window."""
    row = await queries.public_picture(connection, sha256)
    if row is None:
        raise not_found("没有这张图片，或还没有公开。", "There is no such picture, or it is not public.")
    return as_picture(row, await content_of(connection, sha256), FOR_EVER)


def as_picture(row: AnyRow, content: bytes, kept: str) -> Response:
    """A picture to be looked at, never to be run; `kept` says for how long and by whom."""
    headers = {
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": kept,
        "ETag": f'"{row.sha256}"',
    }
    return Response(content, media_type=row.media_type, headers=headers)


def _seen(row: AnyRow, pictures: list[AnyRow]) -> dict[str, Any]:
    shown = dict(row._mapping)
    del shown["window_id"]
    own = tuple(Picture(picture.number, f"../pictures/{picture.sha256}", picture.alt) for picture in pictures)
    window = rendered(shown.pop("text"), own)
    rest = [
        PublicPicture(sha256=picture.sha256, alt=picture.alt, placed=picture.number in window.placed)
        for picture in pictures
    ]
    return shown | {"html": window.html, "pictures": rest}
