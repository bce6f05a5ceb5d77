"""What pages ask of enrollment about applications."""

from types import NoneType
from typing import Any, TypedDict

from services.portal.frame.calls import Call


class Saved(TypedDict):
    """The version to name with the next save."""

    version: int
    saved_at: str


class Paper(TypedDict):
    """A file as it was taken in."""

    file_id: str
    name: str
    size: int
    sha256: str


class OwnRow(TypedDict):
    """One of one's own applications."""

    id: str
    case_no: str | None
    state: str
    state_since: str
    studio_name: str | None
    correction_until: str | None


class OwnPage(TypedDict):
    """One's own, the newest first."""

    items: list[OwnRow]


class ApplicationRow(TypedDict):
    """An application in an office's list."""

    id: str
    case_no: str | None
    applicant_name: str
    studio_name: str
    state: str


class ApplicationPage(TypedDict):
    """A page of them."""

    items: list[ApplicationRow]


class Named(TypedDict):
    """A round by name."""

    id: str
    name: str


class Applicant(TypedDict):
    """Whose it is; the name is not there before the directory has told it."""

    name: str | None


class Chosen(TypedDict):
    """The studio applied to."""

    name: str


class Draft(TypedDict):
    """What was typed and not sent yet."""

    round_id: str | None
    studio_id: str | None
    motivation: str | None
    post: str | None
    title: str | None
    phone: str | None


class Revision(TypedDict):
    """A frozen revision."""

    revision: int
    content: dict[str, Any]


class Recommendation(TypedDict):
    """What the school had said beforehand (Art. 4.2)."""

    reason: str
    school_name: str
    studio_name: str
    recommended_by_name: str
    recommended_at: str
    attestations: list[str]


class Obstacle(TypedDict):
    """What stands against applying; `application_id` where it is another application."""

    code: str
    words: str
    application_id: str | None


class StudioObstacle(Obstacle):
    """Why one of the studios asked about cannot be applied to."""

    studio_id: str


class Eligibility(TypedDict):
    """Whether the caller may apply in a round, and to the studios asked about."""

    round_id: str
    obstacle: Obstacle | None
    studios: list[StudioObstacle]


class Eligibilities(TypedDict):
    """In each round asked about."""

    items: list[Eligibility]


class Application(TypedDict):
    """One application; the draft for its author alone."""

    id: str
    case_no: str | None
    state: str
    version: int
    round: Named | None
    studio: Chosen | None
    applicant: Applicant
    correction_until: str | None
    suspended_at: str | None
    cause: str | None
    is_own: bool
    draft: Draft | None
    files: list[Paper]
    revisions: list[Revision]
    recommendation: Recommendation | None
    may: list[str]
    obstacle: Obstacle | None


ELIGIBILITY = Call("GET", "/enrollment/eligibility", Eligibilities)
OWN_APPLICATIONS = Call("GET", "/enrollment/applications/mine", OwnPage)
APPLICATIONS = Call("GET", "/enrollment/applications", ApplicationPage)
APPLICATION = Call("GET", "/enrollment/applications/{application_id}", Application)
SAVE = Call("PUT", "/enrollment/applications/{application_id}", Saved)
SUBMIT = Call("POST", "/enrollment/applications/{application_id}/submit", NoneType)
WITHDRAW = Call("POST", "/enrollment/applications/{application_id}/withdraw", NoneType)
ATTACH = Call("POST", "/enrollment/applications/{application_id}/files", Paper)
PAPER = Call("GET", "/enrollment/applications/{application_id}/files/{file_id}", NoneType)
REMOVE_PAPER = Call("DELETE", "/enrollment/applications/{application_id}/files/{file_id}", NoneType)
