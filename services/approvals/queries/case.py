"""One case, and the search for cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.holding import holds_as_json, read_holds
from chassis.store.pages import Order
from services.approvals.domain.sight import Sight
from services.approvals.models import Case
from services.approvals.queries.filters import matches
from services.approvals.queries.inbox import COUNT_CAP
from services.approvals.queries.task import FIRST_FACTS

ROW = (
    Case.case_id, Case.case_no, Case.kind, Case.title, Case.applicant_name, Case.school_name, Case.studio_id,
    Case.studio_name, Case.county, Case.state, Case.finished, Case.submitted_at,
)  # fmt: skip
# Which case a search finds first.
LATEST = Order("search", Case.submitted_at, Case.case_id, falling=True)
CARD = (*ROW, Case.facts, Case.applicant_id, Case.revision, Case.content_hash, Case.until)


async def find(connection: AsyncConnection, case_id: UUID, person_id: UUID, now: datetime) -> Any | None:
    """The card with `plan`; None where there is none, or the person may not see it."""
    statement = select(*CARD, Case.plan, Case.parties, Case.seen_by, holds_as_json()).where(
        Case.case_id == case_id, Case.case_no.is_not(None)
    )
    row = (await connection.execute(statement, {"person_id": person_id, "now": now})).one_or_none()
    if row is None or not Sight.of(person_id, read_holds(row.holds)).covers(row.parties, row.seen_by, row.county):
        return None
    return row


async def numbered(connection: AsyncConnection, case_no: str) -> Any | None:
    """Id, number and kind of the case that people know by this number, for whoever asks."""
    statement = select(Case.case_id, Case.case_no, Case.kind).where(Case.case_no == case_no)
    return (await connection.execute(statement)).one_or_none()


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
        select(*ROW, FIRST_FACTS)
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
