"""Tasks repeat for the lists what the log proves: how they were opened, decided, closed, overtaken, shown above."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.canonical import content_hash
from contracts.cases import task_id
from services.approvals.domain.evidence.flaw import Flaw, differences
from services.approvals.domain.log import Entry

Row = Mapping[str, Any]

NEVER_DECIDED = dict.fromkeys(
    ("decision_id", "decided_at", "decided_by", "decided_by_name", "decided_for_name", "verb", "opinion")
)
NEVER_CLOSED = dict.fromkeys(("closed_at", "closed_reason"))
NEVER_OVERTAKEN = dict.fromkeys(("overtaken_at", "overtaken_reason"))


def task_flaws(case: Row, entries: Sequence[Entry], tasks: Sequence[Row]) -> Iterable[Flaw]:
    """Entries without their task, tasks without their entry, and each field that is not what its entry says."""
    by_task: dict[UUID, list[Entry]] = {}
    for entry in entries:
        if entry.task_id is not None:
            by_task.setdefault(entry.task_id, []).append(entry)
    there = {task["task_id"] for task in tasks}
    for asked, of_task in by_task.items():
        if asked not in there:
            yield Flaw(case["case_id"], of_task[0].seq, "orphan", f"speaks of task {asked}, which is gone")
    for task in tasks:
        yield from _flaws(case, task, by_task.get(task["task_id"], []))


def _flaws(case: Row, task: Row, entries: Sequence[Entry]) -> Iterable[Flaw]:
    name = f"task {task['stage']}/{task['turn']}/{task['seat']}"
    opened = _last(entries, lambda entry: entry.verb == "open")
    if opened is None:
        yield Flaw(case["case_id"], None, "task", f"{name} was opened by no entry")
        return
    decided = _last(entries, lambda entry: entry.is_decision)
    closed = _last(entries, lambda entry: entry.verb == "close")
    overtaken = _last(entries, lambda entry: entry.verb == "overtaken")
    shown = _last(entries, lambda entry: entry.verb == "escalate")
    proven = [
        (opened, _as_opened(case, opened) | {"shown_to": shown.details.get("shown_to") if shown else None}),
        (decided or closed or opened, {"state": "DECIDED" if decided else "CLOSED" if closed else "OPEN"}),
        (decided or opened, _as_decided(decided) if decided else NEVER_DECIDED),
        (closed or opened, _as_ended(closed, "closed") if closed else NEVER_CLOSED),
        (overtaken or opened, _as_ended(overtaken, "overtaken") if overtaken else NEVER_OVERTAKEN),
    ]
    spelled = {**task, "planned": content_hash(task["planned"])}
    for entry, fields in proven:
        for says in differences(spelled, fields, name):
            yield Flaw(case["case_id"], entry.seq, "task", says)


def _as_opened(case: Row, entry: Entry) -> dict[str, Any]:
    place = (entry.stage or "", entry.turn or 0, entry.seat or 0)
    return {
        "task_id": task_id(case["case_id"], *place),
        "stage": entry.stage,
        "turn": entry.turn,
        "seat": entry.seat,
        "revision": entry.revision,
        "content_hash": entry.content_hash,
        "opened_at": entry.at,
        "office_key": entry.details.get("office"),
        "due_at": _moment(entry.details.get("due_at")),
        "reason": entry.details.get("reason"),
        "kind": entry.details.get("kind"),
        "planned": entry.details.get("planned"),
    }


def _as_decided(entry: Entry) -> dict[str, Any]:
    return {
        "decision_id": entry.entry_id,
        "decided_at": entry.at,
        "decided_by": entry.actor_id,
        "decided_by_name": entry.actor_name,
        "decided_for_name": entry.acting_for_name,
        "verb": entry.verb,
        "opinion": entry.opinion,
    }


def _as_ended(entry: Entry, how: str) -> dict[str, Any]:
    return {f"{how}_at": entry.at, f"{how}_reason": entry.details.get("reason")}


def _moment(written: object) -> object:
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return written


def _last(entries: Sequence[Entry], is_such: Callable[[Entry], bool]) -> Entry | None:
    return next((entry for entry in reversed(entries) if is_such(entry)), None)
