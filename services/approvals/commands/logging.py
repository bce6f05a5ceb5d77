"""Writing to the decision log, together with what the entry speaks of, in one round trip."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Insert, Select, Update, insert, literal, select, update

from chassis.db import Transaction
from chassis.settings import settings
from services.approvals.domain.judging import CaseState, TaskState
from services.approvals.domain.log import Entry, chained
from services.approvals.models import Case, LogEntry


@lru_cache
def _key(file: Path) -> bytes:
    return bytes.fromhex(file.read_text())


def audit_key() -> bytes:
    """The key the log is chained with. It lies in a file, never in the database it guards."""
    return _key(settings().audit_key_file)


def placed(entry: Entry, length: int, head: str) -> Entry:
    """The entry as the next of its case's log, whose end is given; the case's row must be locked."""
    return chained(entry, length=length, head=head, key=audit_key())


def about(task: TaskState, case: CaseState) -> dict[str, Any]:
    """What every entry about a task says of it."""
    return {
        "case_id": task.case_id,
        "task_id": task.task_id,
        "stage": task.stage,
        "round": task.round,
        "revision": task.revision,
        "content_hash": task.content_hash,
        "rule_set_version": case.rule_set_version,
    }


def logging(
    entry: Entry, *changes: Insert | Update, statement: Select[Any] | None = None, **of_case: Any
) -> Select[Any]:
    """One statement: the entry, the new end of the log, the changes it speaks of, changed columns of the case, and a SELECT."""
    head = (
        update(Case).where(Case.case_id == entry.case_id).values(log_length=entry.seq, log_head=entry.hmac, **of_case)
    )
    written = [insert(LogEntry).values(**asdict(entry)), head, *changes]
    combined = select(literal(1)) if statement is None else statement
    return combined.add_cte(*(change.cte(f"change_{n}") for n, change in enumerate(written)))


async def log(transaction: Transaction, entry: Entry, *changes: Insert | Update, **of_case: Any) -> None:
    """Write the entry and what it speaks of."""
    await transaction.execute(logging(entry, *changes, **of_case))
