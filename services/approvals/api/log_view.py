"""The forms the decision log is shown in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.approvals.domain.log import Entry

# By office: its name, and who holds it now.
Offices = dict[str, tuple[str, list[str]]]


class FileView(BaseModel):
    """A file handed in with a decision."""

    file_id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


class EntryView(BaseModel):
    """An entry of the decision log; both names where somebody acted for another. A deed at the owner's has no stage."""

    seq: int
    entry_id: UUID
    at: datetime
    verb: str
    decision: bool
    actor_name: str | None
    acting_for_name: str | None
    opinion: str | None
    attestations: list[str]
    stage: str | None
    turn: int | None
    seat: int | None
    office_name: str | None
    revision: int | None
    content_hash: str | None
    rule_set_version: int | None
    overtaken: bool
    files: list[FileView]
    details: dict[str, Any]


def log_view(entries: Sequence[Entry], offices: Offices) -> list[EntryView]:
    """The log; a decision that came second says so itself."""
    overtaken = {entry.overtakes for entry in entries}
    told = set(EntryView.model_fields) - {"decision", "office_name", "overtaken"}
    return [
        EntryView(
            **{name: getattr(entry, name) for name in told},
            decision=entry.is_decision,
            office_name=offices[entry.office_key][0] if entry.office_key else None,
            overtaken=str(entry.entry_id) in overtaken,
        )
        for entry in entries
    ]
