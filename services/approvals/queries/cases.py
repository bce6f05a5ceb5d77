"""One case with its log, and the search for cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.pages import Order
from chassis.store.tables import outbox
from services.approvals.domain.authority import Sight
from services.approvals.domain.log import FIELDS, Entry
from services.approvals.models import Case, LogEntry, Task
from services.approvals.queries.filters import matches
from services.approvals.queries.inbox import COUNT_CAP
from services.approvals.queries.offices import holds_as_json, read_holds

CARD = (
    Case.case_id, Case.case_no, Case.kind, Case.title, Case.applicant_id, Case.applicant_name, Case.school_name,
    Case.studio_id, Case.studio_name, Case.county, Case.revision, Case.content_hash, Case.state, Case.submitted_at,
    Case.correction_until,
)  # fmt: skip
# Which case a search finds first.
LATEST = Order("search", Case.submitted_at, Case.case_id, falling=True)
ENTRY = tuple(getattr(LogEntry, name) for name in FIELDS)


async def find(connection: AsyncConnection, case_id: UUID, person_id: UUID, now: datetime) -> Any | None:
    """The card with `plan` and the id of the open task; None where there is none, or the person may not see it."""
    open_task = (
        select(Task.task_id)
        .where(Task.case_id == Case.case_id, Task.state == "OPEN")
        .order_by(Task.opened_at.desc())
        .limit(1)
    )
    statement = select(
        *CARD,
        Case.plan,
        Case.parties,
        Case.seen_by,
        open_task.scalar_subquery().label("open_task_id"),
        holds_as_json(),
    ).where(Case.case_id == case_id, Case.case_no.is_not(None))
    row = (await connection.execute(statement, {"person_id": person_id, "now": now})).one_or_none()
    if row is None or not Sight.of(person_id, read_holds(row.holds)).covers(row.parties, row.seen_by, row.county):
        return None
    return row


async def log_of(connection: AsyncConnection, case_id: UUID) -> list[Entry]:
    """The decision log, oldest entry first."""
    statement = select(*ENTRY).where(LogEntry.case_id == case_id).order_by(LogEntry.seq)
    return [Entry(**row) for row in (await connection.execute(statement)).mappings()]


def _visible(sight: Sight) -> ColumnElement[bool]:
    if sight.everything:
        return true()
    return or_(
        Case.parties.contains([sight.person_id]),
        Case.county.in_(sorted(sight.counties)),
        Case.seen_by.overlap(sorted(sight.offices)),
    )


async def search(
    connection: AsyncConnection, query: str, sight: Sight, begin: dict[str, Any], limit: int
) -> Sequence[Any]:
    """Cases the person may see in which every word occurs, the newest first."""
    statement = (
        select(*CARD)
        .where(Case.case_no.is_not(None), matches(query), _visible(sight))
        .order_by(*LATEST.by)
        .limit(limit)
    )
    if begin:
        statement = statement.where(LATEST.beyond)
    return (await connection.execute(statement, begin)).all()


async def count(connection: AsyncConnection, query: str, sight: Sight) -> int:
    """How many there are, counted no further than COUNT_CAP + 1."""
    rows = (
        select(literal(1).label("one"))
        .select_from(Case)
        .where(Case.case_no.is_not(None), matches(query), _visible(sight))
        .limit(COUNT_CAP + 1)
    )
    return int((await connection.execute(select(func.count()).select_from(rows.subquery()))).scalar_one())


@dataclass(frozen=True, slots=True)
class LogEnd:
    """What the case remembers of the end of its log, and the heads its events told the world, by number."""

    case_id: UUID
    case_no: str | None
    length: int
    head: str
    told: dict[int, str]


async def log_ends(
    connection: AsyncConnection,
    *,
    case_no: str | None = None,
    case_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 500,
) -> list[LogEnd]:
    """The ends of logs in the order of case ids. To be read before the entries: what is written in between is no flaw."""
    told = (
        select(func.json_object_agg(outbox.c.aggregate_version, outbox.c.data["log_head"].astext, type_=JSON))
        .where(outbox.c.subject == Case.case_id, outbox.c.data.has_key("log_head"))
        .scalar_subquery()
    )
    statement = (
        select(Case.case_id, Case.case_no, Case.log_length, Case.log_head, told).order_by(Case.case_id).limit(limit)
    )
    if case_no is not None:
        statement = statement.where(Case.case_no == case_no)
    if case_id is not None:
        statement = statement.where(Case.case_id == case_id)
    if after is not None:
        statement = statement.where(Case.case_id > after)
    return [
        LogEnd(row[0], row[1], row[2], row[3], {int(seq): head for seq, head in (row[4] or {}).items()})
        for row in await connection.execute(statement)
    ]
