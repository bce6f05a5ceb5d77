"""Everything that speaks of a case, some hundred cases at a time: four statements a page, all in the caller's snapshot."""

from collections import defaultdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.tables import outbox
from services.approvals.domain.evidence.case import Evidence, Row
from services.approvals.domain.evidence.told import Told
from services.approvals.domain.log import Entry
from services.approvals.domain.row_seal import CARD, STATE
from services.approvals.models import Case, LogEntry, Task
from services.approvals.queries.log import ENTRY

PAGE: Final = 300
_CASE: Final = ("case_id", *STATE, *CARD, "state_seal", "card_seal", "deciders", "log_length", "log_head")
CASES: Final = select(*(Case.__table__.c[name] for name in _CASE)).order_by(Case.case_id).limit(PAGE)


async def evidence_after(connection: AsyncConnection, after: UUID | None) -> list[Evidence]:
    """A page of cases, in the order of their ids; none when there is no more."""
    return await _with_all(connection, CASES if after is None else CASES.where(Case.case_id > after))


async def evidence_of_number(connection: AsyncConnection, case_no: str) -> list[Evidence]:
    """The case with that number, if there is one."""
    return await _with_all(connection, CASES.where(Case.case_no == case_no))


async def evidence_of(connection: AsyncConnection, case_id: UUID) -> Evidence:
    """One case. Raises ValueError where there is none."""
    [found] = await _with_all(connection, CASES.where(Case.case_id == case_id))
    return found


async def _with_all(connection: AsyncConnection, statement: Select[Any]) -> list[Evidence]:
    cases: list[Row] = [dict(row) for row in (await connection.execute(statement)).mappings()]
    ids = [case["case_id"] for case in cases]
    if not ids:
        return []
    entries, tasks, told = await _entries(connection, ids), await _tasks(connection, ids), await _told(connection, ids)
    return [Evidence(case, entries[case["case_id"]], tasks[case["case_id"]], told[case["case_id"]]) for case in cases]


async def _entries(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, list[Entry]]:
    found: defaultdict[UUID, list[Entry]] = defaultdict(list)
    statement = select(*ENTRY).where(LogEntry.case_id.in_(ids)).order_by(LogEntry.case_id, LogEntry.seq)
    for row in (await connection.execute(statement)).mappings():
        found[row["case_id"]].append(Entry(**{**row, "details": _object(row["details"])}))
    return found


async def _tasks(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    statement = select(Task.__table__).where(Task.case_id.in_(ids)).order_by(Task.opened_at, Task.task_id)
    for row in (await connection.execute(statement)).mappings():
        found[row["case_id"]].append(dict(row))
    return found


async def _told(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, list[Told]]:
    found: defaultdict[UUID, list[Told]] = defaultdict(list)
    said = select(*outbox.c["subject", "type", "aggregate_version", "data"]).where(outbox.c.subject.in_(ids))
    for row in await connection.execute(said.order_by(outbox.c.seq)):
        found[row.subject].append(Told(row.type, row.aggregate_version, _object(row.data)))
    return found


def _object(written: Any) -> dict[str, Any]:
    """What was put in place of an object is told as missing, and ends no audit."""
    return written if isinstance(written, dict) else {}
