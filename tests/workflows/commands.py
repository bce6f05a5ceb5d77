"""The commands a run gave, read from its history: what has to stay the same for runs under way."""

from collections.abc import Iterator
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.converter import PayloadConverter

HISTORIES = Path(__file__).parent / "histories"


def stored(name: str) -> WorkflowHistory:
    """A committed history."""
    return WorkflowHistory.from_json(name, (HISTORIES / f"{name}.json").read_text(encoding="utf-8"))


def commands(history: WorkflowHistory) -> list[str]:
    """One line per command, in order."""
    return list(_commands(history))


def _commands(history: WorkflowHistory) -> Iterator[str]:
    for event in history.events:
        if event.HasField("marker_recorded_event_attributes"):
            yield f"local step {_step(event)}"
        elif event.HasField("activity_task_scheduled_event_attributes"):
            yield f"ordinary step {event.activity_task_scheduled_event_attributes.activity_type.name}"
        elif event.HasField("upsert_workflow_search_attributes_event_attributes"):
            fields = event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
            yield f"show {', '.join(sorted(fields))}"
        elif event.event_type in PLAIN:
            yield PLAIN[event.event_type]


PLAIN = {
    EventType.EVENT_TYPE_TIMER_STARTED: "start a timer",
    EventType.EVENT_TYPE_TIMER_CANCELED: "cancel a timer",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "end",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "go on as a new run",
}


def _step(event: HistoryEvent) -> str:
    attributes = event.marker_recorded_event_attributes
    if attributes.marker_name != "core_local_activity":
        return attributes.marker_name
    data = PayloadConverter.default.from_payload(attributes.details["data"].payloads[0], dict)
    return str(data["activity_type"])
