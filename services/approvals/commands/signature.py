"""Decisions are signed: whoever carries one needs not to be trusted."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from chassis.settings import settings
from chassis.signing import Signer
from contracts.decisions import PURPOSE, SignedDecision
from contracts.offices import Office
from services.approvals.domain.log import Entry
from services.approvals.domain.task import TaskState


@lru_cache
def _signer(file: Path) -> Signer:
    return Signer(file, PURPOSE)


def signed(entry: Entry, task: TaskState, decided_by: UUID) -> Entry:
    """The entry of a decision on this task, with what proves it."""
    said = SignedDecision(
        decision_id=entry.entry_id,
        case_id=task.case_id,
        kind=task.kind,
        stage=task.stage,
        turn=task.turn,
        seat=task.seat,
        verb=entry.verb,
        revision=task.revision,
        content_hash=task.content_hash,
        office=Office.parse(task.office_key),
        decided_by=decided_by,
        acting_for=entry.acting_for_id,
        decided_at=entry.at,
    )
    signature = _signer(settings().decision_key_file).sign(said.model_dump_json().encode())
    return replace(entry, signature=signature)
