"""Sheets of recommendations, and how far their jobs are."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from chassis.store.tables import job_items, jobs
from services.enrollment.models import RecommendationImport, Round

# What was not taken in, and will not be by itself.
_FAILED: Final = ("REFUSED", "GIVEN_UP")


def _sheets() -> Select[*tuple[Any, ...]]:
    """Sheets with the standing of their jobs: `CHECKED` before it is started, then `RUNNING` until each row is settled."""
    state = job_items.c.state
    items = (
        select(
            func.count().filter(state != "PENDING").label("done"),
            func.count().filter(state.in_(_FAILED)).label("failed"),
            func.count().filter(state == "GIVEN_UP").label("given_up"),
            func.max(job_items.c.settled_at).label("settled_at"),
        )
        .where(job_items.c.job_id == RecommendationImport.file_id)
        .lateral("items")
    )
    is_over = items.c.done == RecommendationImport.total
    columns = (column for column in RecommendationImport.__table__.columns if column.name != "rows")
    sheets: Select[*tuple[Any, ...]] = (
        select(
            *columns,
            Round.name.label("round_name"),
            jobs.c.started_at,
            *(items.c[name] for name in ("done", "failed", "given_up")),
            case((is_over & jobs.c.id.is_not(None), items.c.settled_at)).label("finished_at"),
            case((jobs.c.id.is_(None), "CHECKED"), (is_over, "DONE"), else_="RUNNING").label("state"),
        )
        .join(Round, Round.id == RecommendationImport.round_id)
        .outerjoin(jobs, jobs.c.id == RecommendationImport.file_id)
        .join(items, true())
    )
    return sheets


async def find(connection: AsyncConnection, import_id: UUID) -> AnyRow | None:
    """A sheet with what is wrong in it, and how far it is."""
    return (await connection.execute(_sheets().where(RecommendationImport.file_id == import_id))).one_or_none()


async def of_person(connection: AsyncConnection, person_id: UUID, limit: int) -> list[AnyRow]:
    """Somebody's last sheets."""
    newest_first = (RecommendationImport.added_at.desc(), RecommendationImport.file_id)
    found = _sheets().where(RecommendationImport.added_by == person_id).order_by(*newest_first).limit(limit)
    return list(await connection.execute(found))


async def rows(connection: AsyncConnection, import_id: UUID) -> list[dict[str, Any]]:
    """The rows of a sheet without faults, as they were understood."""
    found = select(RecommendationImport.rows).where(RecommendationImport.file_id == import_id)
    return list((await connection.execute(found)).scalar_one())


async def not_taken_in(connection: AsyncConnection, import_id: UUID) -> list[dict[str, Any]]:
    """What was found against rows on their way in, in the order of the sheet."""
    found = select(job_items.c.asked, job_items.c.told).where(
        job_items.c.job_id == import_id, job_items.c.state.in_(_FAILED)
    )
    items = await connection.execute(found.order_by(job_items.c.ordinal))
    return [{"row": item.asked["row"], "column": ""} | item.told for item in items]
