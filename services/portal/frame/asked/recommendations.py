"""What pages ask of enrollment about what schools recommend (Art. 4.2)."""

from types import NoneType
from typing import TypedDict

from services.portal.frame.calls import Call


class RecommendationRow(TypedDict):
    """What a school has recommended, and what became of it."""

    id: str
    teacher_name: str | None
    school_name: str
    studio_name: str
    round_name: str
    reason: str
    recommended_by_name: str
    recommended_at: str
    withdrawn_at: str | None
    application_id: str | None
    application_state: str | None


class RecommendationPage(TypedDict):
    """A page of them."""

    items: list[RecommendationRow]
    next: str | None


class Invitation(TypedDict):
    """Where the reader's school has recommended them to."""

    round_id: str
    closes_at: str
    studio_id: str
    studio_name: str
    school_name: str
    reason: str
    recommended_by_name: str


class InvitationPage(TypedDict):
    """Those not applied on yet."""

    items: list[Invitation]


class Teacher(TypedDict):
    """A teacher of the school; namesakes are told apart by their logins."""

    id: str
    name: str
    login: str | None
    obstacle: str | None


class TeacherPage(TypedDict):
    """The teachers of the reader's school."""

    items: list[Teacher]


class ImportRow(TypedDict):
    """A workbook that was handed in."""

    id: str
    file_name: str
    round_name: str
    state: str
    total: int
    done: int
    wrong: int
    uploaded_at: str


class Uploaded(TypedDict):
    """The job that began."""

    id: str


class Fault(TypedDict):
    """What is wrong in a cell, or with a whole row."""

    row: int
    column: str | None
    detail: str


class Import(ImportRow):
    """A workbook with every fault in it."""

    faults: list[Fault]


class ImportPage(TypedDict):
    """The newest workbooks."""

    items: list[ImportRow]


RECOMMENDATIONS = Call("GET", "/enrollment/recommendations", RecommendationPage)
RECOMMEND = Call("POST", "/enrollment/recommendations", NoneType)
TAKE_BACK = Call("DELETE", "/enrollment/recommendations/{recommendation_id}", NoneType)
INVITATIONS = Call("GET", "/enrollment/recommendations/mine", InvitationPage)
TEACHERS = Call("GET", "/enrollment/recommendations/teachers", TeacherPage)
TEMPLATE = Call("GET", "/enrollment/recommendations/template.xlsx", NoneType)
IMPORTS = Call("GET", "/enrollment/recommendation-imports", ImportPage)
UPLOAD = Call("POST", "/enrollment/recommendation-imports", Uploaded)
IMPORT = Call("GET", "/enrollment/recommendation-imports/{import_id}", Import)
START = Call("POST", "/enrollment/recommendation-imports/{import_id}/start", NoneType)
