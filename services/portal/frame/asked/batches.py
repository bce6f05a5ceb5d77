"""What pages ask of approvals about many tasks decided at once."""

from types import NoneType
from typing import TypedDict

from services.portal.frame.calls import Call


class Problem(TypedDict):
    """Why a task cannot be decided so, or was not."""

    code: str
    detail: str


class Prospect(TypedDict):
    """How a task would fare, at the revision it has now."""

    task_id: str
    case_no: str | None
    revision: int | None
    ok: bool
    problem: Problem | None


class BatchRow(TypedDict):
    """What became of a task. After a fault it is tried again: `tries` so often by now, and next at `next_try_at`."""

    task_id: str
    case_no: str | None
    title: str | None
    state: str
    problem: Problem | None
    tries: int
    next_try_at: str | None


class Batch(TypedDict):
    """A job's progress: `retrying` tasks met a fault and wait to be tried again, `faulted` failed for faults alone."""

    batch_id: str
    verb: str
    total: int
    done: int
    failed: int
    retrying: int
    faulted: int
    items: list[BatchRow]
    finished_at: str | None


PREVIEW = Call("POST", "/approvals/batches/preview", list[Prospect])
START = Call("PUT", "/approvals/batches/{batch_id}", Batch)
RETRY = Call("POST", "/approvals/batches/{batch_id}/retry", NoneType)
BATCH = Call("GET", "/approvals/batches/{batch_id}", Batch)
