"""A case as it stands for whoever does something with its tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.writing import Writing


@dataclass(frozen=True, slots=True)
class CaseState:
    """What matters of a case for what is done with its tasks. Without a card `revision` is None."""

    case_id: UUID
    case_no: str | None
    county: str | None
    parties: list[UUID]
    seen_by: list[str]
    deciders: Mapping[str, set[UUID]]
    log_length: int
    log_head: str
    revision: int | None
    content_hash: str | None
    rule_set_version: int | None
    planned_writing: dict[str, Any] | None
    finished: bool

    @property
    def writing(self) -> Writing:
        """How much has to be written, and may be, by the case's plan."""
        return Writing.model_validate(self.planned_writing or {})
