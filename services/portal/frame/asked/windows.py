"""What pages ask of enrollment about windows of studios (Art. 8.1)."""

from types import NoneType
from typing import TypedDict

from services.portal.frame.calls import Call


class Picture(TypedDict):
    """A picture of the window; `mention` is the address by which the text shows it."""

    id: str
    mention: str
    sha256: str
    alt: str


class Draft(TypedDict):
    """What the host works on."""

    text: str
    version: int
    updated_at: str | None
    pictures: list[Picture]
    members: int
    consents: int


class Consent(TypedDict):
    """Whether a member may be named in the window, and since when they said so."""

    membership_id: str
    shown: bool
    since: str | None


class Window(TypedDict):
    """Where a window stands: `draft` for the host, `consent` for a member."""

    studio_id: str
    name: str
    published_at: str | None
    draft: Draft | None
    consent: Consent | None


class Preview(TypedDict):
    """The text as the public page would show it; pictures lie at `pictures/<sha256>` beside it."""

    html: str


class WindowRow(TypedDict):
    """A published window in the list."""

    studio_id: str
    name: str
    county: str
    county_name: str
    school_level: str
    subject: str
    track: str
    host_name: str
    host_school_name: str
    published_at: str
    updated_at: str


class CountyCount(TypedDict):
    """How many published windows a county has."""

    county: str
    name: str
    windows: int


class WindowsPage(TypedDict):
    """A page of the list; `counties` counts them all, whatever the page is narrowed to."""

    items: list[WindowRow]
    next: str | None
    counties: list[CountyCount]


class PublicPicture(TypedDict):
    """A picture; `placed` where the text shows it already."""

    sha256: str
    alt: str
    placed: bool


class PublicWindow(WindowRow):
    """A window with what everybody may know of its studio. `html` is safe; its pictures lie at `../pictures/<sha256>`."""

    host_titles: list[str]
    base_school_name: str
    members: int
    named_members: list[str]
    html: str
    pictures: list[PublicPicture]


WINDOW = Call("GET", "/enrollment/studios/{studio_id}/window", Window)
SAVE = Call("PUT", "/enrollment/studios/{studio_id}/window", NoneType)
PREVIEW = Call("POST", "/enrollment/studios/{studio_id}/window/preview", Preview)
PUBLISH = Call("POST", "/enrollment/studios/{studio_id}/window/publish", NoneType)
ADD_PICTURE = Call("POST", "/enrollment/studios/{studio_id}/window/pictures", NoneType)
REMOVE_PICTURE = Call("DELETE", "/enrollment/studios/{studio_id}/window/pictures/{picture_id}", NoneType)
PICTURE = Call("GET", "/enrollment/studios/{studio_id}/window/pictures/{sha256}", NoneType)
CONSENT = Call("PUT", "/enrollment/memberships/{membership_id}/consent", NoneType)
WINDOWS = Call("GET", "/enrollment/public/studios", WindowsPage)
PUBLIC_WINDOW = Call("GET", "/enrollment/public/studios/{studio_id}", PublicWindow)
PUBLIC_PICTURE = Call("GET", "/enrollment/public/pictures/{sha256}", NoneType)
