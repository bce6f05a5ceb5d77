"""A case with everything that speaks of it, and whether all of it says the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casework.authority import Place, with_act
from services.approvals.domain.evidence.chain import chain_flaws
from services.approvals.domain.evidence.decision import decision_flaws
from services.approvals.domain.evidence.flaw import Flaw
from services.approvals.domain.evidence.task import task_flaws
from services.approvals.domain.evidence.told import Told, event_flaws
from services.approvals.domain.log import Entry
from services.approvals.domain.row_seal import CARD, STATE, card_seal, state_seal

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one snapshot of the database has of a case: its row, its log in order, its tasks, and its events in the outbox."""

    case: Row
    entries: Sequence[Entry]
    tasks: Sequence[Row]
    told: Sequence[Told]


def flaws(evidence: Evidence, key: bytes, read: Callable[[str], bytes]) -> list[Flaw]:
    """Everything that does not fit; `read` gives what a genuine signature says, and raises ValueError for any other."""
    case_id, case, entries = evidence.case["case_id"], evidence.case, evidence.entries
    told = {one.version: one.log_head for one in sorted(evidence.told, key=lambda one: one.log_head or "")}
    return [
        *chain_flaws(case_id, entries, length=case["log_length"], head=case["log_head"], told=told, key=key),
        *_row_flaws(case, entries, key),
        *task_flaws(case, entries, evidence.tasks),
        *decision_flaws(case_id, entries, {task["task_id"]: task["kind"] for task in evidence.tasks}, read),
        *event_flaws(case_id, entries, evidence.told),
    ]


def _row_flaws(case: Row, entries: Sequence[Entry], key: bytes) -> Iterable[Flaw]:
    case_id: UUID = case["case_id"]
    if case["state_seal"] != (state_seal(case_id, case, key) if case["state_version"] else None):
        yield Flaw(case_id, None, "state", f"its row is not what the owner told last: {_shown(case, STATE)}")
    if case["card_seal"] != (card_seal(case_id, case, key) if case["card_version"] else None):
        yield Flaw(case_id, None, "card", f"its card is not the owner's: {_shown(case, CARD[:6])}, …")
    yield from _older_than_the_log(case, entries)
    acted = _acted(entries)
    if case["deciders"] != acted:
        yield Flaw(case_id, None, "deciders", f"who acted where is {case['deciders']}, by the log {acted}")


def _acted(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Who decided in which place, and did something for which office."""
    acted: dict[str, list[str]] = {}
    for entry in entries:
        office = entry.details.get("office")
        if office is None or not (entry.is_decision or entry.task_id is None):
            continue
        known = {place: {UUID(one) for one in people} for place, people in acted.items()}
        place = Place(office) if entry.task_id is None else Place(office, entry.stage, entry.seat or 0)
        acted = with_act(known, place, entry.actor_id, entry.acting_for_id)
    return acted


def _older_than_the_log(case: Row, entries: Sequence[Entry]) -> Iterable[Flaw]:
    """Whether the row was set back to what it was before some entry."""
    told = [entry for entry in entries if entry.task_id is None and isinstance(entry.details.get("version"), int)]
    newest = max(told, key=lambda entry: entry.details["version"], default=None)
    if newest is not None:
        version, state = newest.details["version"], newest.details.get("state")
        if case["state_version"] < version or (case["state_version"] == version and case["state"] != state):
            says = f"its row says {case['state']} of version {case['state_version']}, the log {state} of {version}"
            yield Flaw(case["case_id"], newest.seq, "state", says)
    for entry in entries:
        # A task may be opened before its card comes; whoever decided, or did a deed, had it before them.
        if (entry.is_decision or entry.task_id is None) and entry.revision is not None:
            revision = case["revision"] or 0
            same = revision != entry.revision or case["content_hash"] == entry.content_hash
            if revision < entry.revision or not same:
                says = f"its row says revision {revision}, {case['content_hash']}; the log {entry.revision}, {entry.content_hash}"
                yield Flaw(case["case_id"], entry.seq, "card", says)


def _shown(case: Row, names: Iterable[str]) -> str:
    return ", ".join(f"{name} {case[name]!s}" for name in names)
