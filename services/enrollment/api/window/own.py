"""A studio's window (窗口, Art. 8.1), for its host, and where it stands for everybody else."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.errors import not_found
from chassis.formats import PICTURES, NewFile, checked
from chassis.store.base import AnyRow
from chassis.store.files import content_of
from chassis.web.files import FORM, upload
from chassis.web.http import Caller, Reading, Tx
from services.enrollment.api.member.consent import Consented
from services.enrollment.api.parts import Seeing
from services.enrollment.api.window.public import Sha256, as_picture
from services.enrollment.commands.window import add_picture, publish_window, remove_picture, save_window
from services.enrollment.domain.studio.problems import no_such_studio
from services.enrollment.domain.window import problems as window_problems
from services.enrollment.domain.window import text as window_text
from services.enrollment.domain.window.markdown import MENTION, Picture, rendered
from services.enrollment.queries import window as queries

router = APIRouter(tags=["windows"])

# Beyond this nobody is typing; below it the limit is told in words.
LONGEST_TYPED = 100_000


class Typed(BaseModel):
    """The window's text as it was typed, in Markdown."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST_TYPED)


class TextTyped(Typed):
    """The same, to be kept."""

    base_version: int = Field(default=0, ge=0, le=2**31 - 1, description="The version the page shows; 0 begins.")


class TextSaved(BaseModel):
    """The version to name with the next save."""

    version: int
    saved_at: datetime


class Published(BaseModel):
    """Since when everybody may read the window."""

    published_at: datetime


class PictureShown(BaseModel):
    """A picture of the window; `mention` is the address by which the text shows it."""

    id: UUID
    mention: str
    sha256: str
    media_type: str
    alt: str


class Draft(BaseModel):
    """What the host works on."""

    text: str
    version: int
    updated_at: datetime | None
    pictures: list[PictureShown]
    members: int
    consents: int


class WindowView(BaseModel):
    """Where a window stands: `draft` for the host, `consent` for a member."""

    studio_id: UUID
    name: str
    published_at: datetime | None
    draft: Draft | None
    consent: Consented | None


class Preview(BaseModel):
    """The text as the public page would show it; pictures lie at `pictures/<sha256>` beside it."""

    html: str


async def _picture_of_form(request: Request, caller: Caller) -> tuple[NewFile, str]:
    sent = await upload(request, caller)
    return checked(sent.name, sent.content, PICTURES), sent.fields.get("alt", "")


@router.get("/studios/{studio_id}/window")
async def window(studio_id: UUID, seeing: Seeing, connection: Reading) -> WindowView:
    """Where the window stands, as far as it is the caller's business."""
    row = await queries.standing(connection, studio_id, seeing)
    if row is None:
        raise no_such_studio()
    consent = None
    if row.membership_id is not None:
        consent = Consented(membership_id=row.membership_id, shown=row.shown_by_name, since=row.shown_by_name_at)
    draft = None
    if row.host_id == seeing.person_id:
        draft = _draft(row, await queries.pictures(connection, row.window_id))
    about: dict[str, Any] = {"studio_id": studio_id, "name": row.name, "published_at": row.published_at}
    return WindowView(**about, draft=draft, consent=consent)


@router.put("/studios/{studio_id}/window")
async def save(studio_id: UUID, typed: TextTyped, caller: Caller, transaction: Tx) -> TextSaved:
    """Keep the text; in a published window it is what everybody reads from now on."""
    saved = await save_window(transaction, studio_id, caller.person_id, typed.text, typed.base_version)
    return TextSaved(version=saved.version, saved_at=saved.saved_at)


@router.post("/studios/{studio_id}/window/preview")
async def preview(studio_id: UUID, typed: Typed, seeing: Seeing, connection: Reading) -> Preview:
    """The text as the public page would show it. Nothing is kept."""
    row = await queries.standing(connection, studio_id, seeing)
    if row is None:
        raise no_such_studio()
    if row.host_id != seeing.person_id:
        raise window_problems.not_the_host()
    there = await queries.pictures(connection, row.window_id)
    own = tuple(Picture(picture.number, f"pictures/{picture.sha256}", picture.alt) for picture in there)
    return Preview(html=rendered(window_text.folded(typed.text), own).html)


@router.post("/studios/{studio_id}/window/publish")
async def publish(studio_id: UUID, caller: Caller, transaction: Tx) -> Published:
    """Open the window to everybody. Doing it twice is once."""
    return Published(published_at=await publish_window(transaction, studio_id, caller.person_id))


@router.post("/studios/{studio_id}/window/pictures", status_code=201, openapi_extra=FORM)
async def add(
    studio_id: UUID,
    picture: Annotated[tuple[NewFile, str], Depends(_picture_of_form)],
    caller: Caller,
    transaction: Tx,
) -> PictureShown:
    """Add a JPEG, PNG or WebP of at most 10 MB, with the form field `alt` telling what it shows."""
    return _shown(await add_picture(transaction, studio_id, caller.person_id, *picture))


@router.delete("/studios/{studio_id}/window/pictures/{picture_id}", status_code=204)
async def take_out(studio_id: UUID, picture_id: UUID, caller: Caller, transaction: Tx) -> None:
    """Take a picture out of the window."""
    await remove_picture(transaction, studio_id, caller.person_id, picture_id)


@router.get("/studios/{studio_id}/window/pictures/{sha256}", response_class=Response)
async def own_picture(studio_id: UUID, sha256: Sha256, caller: Caller, connection: Reading) -> Response:
    """A picture, for the host who builds the window."""
    row = await queries.picture(connection, studio_id, caller.person_id, sha256)
    if row is None:
        raise not_found("没有这张图片。", "There is no such picture.")
    return as_picture(row, await content_of(connection, sha256), "private, no-cache")


def _draft(row: AnyRow, pictures: list[AnyRow]) -> Draft:
    return Draft(
        text=row.text or "",
        version=row.version or 0,
        updated_at=row.updated_at,
        pictures=[_shown(picture) for picture in pictures],
        members=row.members,
        consents=row.consents,
    )


def _shown(row: AnyRow) -> PictureShown:
    mention = f"{MENTION}{row.number}"
    return PictureShown(id=row.id, mention=mention, sha256=row.sha256, media_type=row.media_type, alt=row.alt)
