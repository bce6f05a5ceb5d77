"""What was told of a case on the outbox, held against its log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.events.approvals import DecisionOvertaken, DecisionRecorded
from services.approvals.domain.evidence.flaw import Flaw, differences
from services.approvals.domain.log import Entry

# They carry the head of the log.
WITH_HEAD = (DecisionRecorded.TYPE, DecisionOvertaken.TYPE)
# What such an event repeats of its entry, beside the head.
REPEATED = ("verb", "revision", "content_hash", "signature")


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the case: its type, the number of the log's entry it goes with, and what it says."""

    type: str
    version: int
    data: dict[str, Any]

    @property
    def log_head(self) -> str | None:
        """The head it carries, where it carries one."""
        return self.data.get("log_head")


def event_flaws(case_id: UUID, entries: Sequence[Entry], told: Sequence[Told]) -> Iterable[Flaw]:
    """Decisions without their event, events without their decision, and events that say something else."""
    by_number = {one.version: one for one in told if one.type in WITH_HEAD}
    for entry in entries:
        wanted = DecisionRecorded.TYPE if entry.is_decision else DecisionOvertaken.TYPE if entry.overtakes else None
        event = by_number.pop(entry.seq, None)
        if wanted != (event and event.type):
            says = f"goes with {wanted or 'no event'}, the outbox has {event.type if event else 'none'}"
            yield Flaw(case_id, entry.seq, "event", says)
        elif event is not None:
            for says in differences(event.data, _as_told(entry), "its event"):
                yield Flaw(case_id, entry.seq, "event", says)
    for number, event in by_number.items():
        yield Flaw(case_id, number, "event", f"the outbox tells {event.type}, and the log has no such entry")


def _as_told(entry: Entry) -> dict[str, Any]:
    if entry.overtakes:
        return {"log_head": entry.hmac, "decision_id": entry.overtakes, "reason": entry.details.get("reason")}
    said = {name: getattr(entry, name) for name in REPEATED}
    return {"log_head": entry.hmac, "decision_id": str(entry.entry_id), **said}
