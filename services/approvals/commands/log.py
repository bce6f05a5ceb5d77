"""The decision log: written in one round trip with what the entry speaks of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import BindParameter, Insert, Select, Update, Uuid, bindparam, insert, literal, select, update

from chassis.settings import settings
from chassis.store.database import Transaction
from services.approvals.domain.log import FIELDS, Entry, chained, columns
from services.approvals.domain.task import TaskState
from services.approvals.models import Base, Case, LogEntry, Task
from services.approvals.queries.inbox import NEXT_OPEN

Columns = Mapping[str, Any]
NONE: Columns = MappingProxyType({})


@lru_cache
def _key(file: Path) -> bytes:
    return bytes.fromhex(file.read_text())


def audit_key() -> bytes:
    """The key the log is chained with. It lies in a file, never in the database it guards."""
    return _key(settings().audit_key_file)


def placed(entry: Entry, length: int, head: str) -> Entry:
    """The entry as the next of its case's log, whose end is given; the case's row must be locked."""
    return chained(entry, length=length, head=head, key=audit_key())


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the log of a locked case ends, and the rules it runs under."""

    case_id: UUID
    length: int
    head: str
    rule_set_version: int | None

    def after(self, entry: Entry) -> "Tail":
        """The tail once this entry is written."""
        return replace(self, length=entry.seq, head=entry.hmac)


def about(task: TaskState, rule_set_version: int | None) -> dict[str, Any]:
    """What every entry about a task says of it."""
    return {
        "case_id": task.case_id,
        "task_id": task.task_id,
        "stage": task.stage,
        "turn": task.turn,
        "seat": task.seat,
        "revision": task.revision,
        "content_hash": task.content_hash,
        "rule_set_version": rule_set_version,
    }


async def write(
    transaction: Transaction,
    entry: Entry,
    *,
    case: Columns = NONE,
    task: Columns = NONE,
    new_task: Columns = NONE,
    then: Literal["next"] | None = None,
    parameters: Columns = NONE,
) -> Any:
    """In one statement: the entry, the new end of the log, changed columns of the case and of the entry's task, or a new task.

    With `then` it gives the next open task, for the parameters of NEXT_OPEN.
    """
    of_case = {"log_length": entry.seq, "log_head": entry.hmac, **case}
    statement = _statement(tuple(of_case), tuple(task), tuple(new_task), then == "next")
    values = (
        _named("entry", columns(entry)) | _named("case", of_case) | _named("task", task) | _named("new_task", new_task)
    )
    return (await transaction.execute(statement, values | dict(parameters))).scalar_one()


async def write_all(transaction: Transaction, tail: Tail, entries: Iterable[Entry]) -> list[Entry]:
    """Several entries, each placed after the one before, and the new end of the log."""
    found: list[Entry] = []
    for entry in entries:
        found.append(placed(entry, tail.length, tail.head))
        tail = tail.after(found[-1])
    await transaction.execute(insert(LogEntry), [columns(entry) for entry in found])
    same_case = Case.case_id == tail.case_id
    await transaction.execute(update(Case).where(same_case).values(log_length=tail.length, log_head=tail.head))
    return found


@lru_cache(maxsize=64)
def _statement(case: tuple[str, ...], task: tuple[str, ...], new_task: tuple[str, ...], following: bool) -> Select[Any]:
    """Built once for each set of columns: on the hot path building would cost more than running."""
    same_case = Case.case_id == bindparam("entry_case_id", type_=Uuid())
    changes: list[Insert | Update] = [
        insert(LogEntry).values(_bound(LogEntry, "entry", FIELDS)),
        update(Case).where(same_case).values(_bound(Case, "case", case)),
    ]
    if task:
        same_task = Task.task_id == bindparam("entry_task_id", type_=Uuid())
        changes.append(update(Task).where(same_task).values(_bound(Task, "task", task)))
    if new_task:
        changes.append(insert(Task).values(_bound(Task, "new_task", new_task)))
    result: Select[Any] = NEXT_OPEN if following else select(literal(1))
    return result.add_cte(*(change.cte(f"change_{n}") for n, change in enumerate(changes)))


def _bound(model: type[Base], prefix: str, columns: tuple[str, ...]) -> dict[str, BindParameter[Any]]:
    table = model.__table__
    return {name: bindparam(f"{prefix}_{name}", type_=table.c[name].type) for name in columns}


def _named(prefix: str, columns: Columns) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in columns.items()}
