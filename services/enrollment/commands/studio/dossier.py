"""The studio, which is held, is changed, put into another state and told of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from casework.gate import By, permitted
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Right
from contracts.cases import Deed, Plan
from contracts.events.enrollment import StudioProgressed
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.studio import card, guards
from services.enrollment.domain.studio.guards import DEEDS
from services.enrollment.domain.studio.problems import no_such_studio
from services.enrollment.domain.text import SHORTEST_REASON
from services.enrollment.domain.words import StudioState
from services.enrollment.models import Studio, StudioHistory
from services.enrollment.queries.studio import life


async def held(transaction: Transaction, studio_id: UUID) -> AnyRow:
    """The studio, held. Raises NotFoundError."""
    studio = await life.held(transaction.connection, studio_id)
    if studio is None:
        raise no_such_studio()
    return studio


async def establishing(transaction: Transaction, caller: Actor, studio_id: UUID, *rights: Right) -> By:
    """By which office the caller does something to the studio, which is held from here on; its host and nominator do nothing.

    Raises NotFoundError, ForbiddenError.
    """
    studio = await held(transaction, studio_id)
    parties = parties_of(studio)
    by = [
        await permitted(transaction, caller, right, studio.county, case_id=studio.id, parties=parties)
        for right in rights
    ]
    return by[0]


def parties_of(studio: AnyRow) -> tuple[UUID | None, ...]:
    """Whose own case the studio is: its host's, and the nominator's."""
    return (studio.host_id, studio.nominated_by)


def require(studio: AnyRow, action: str) -> None:
    """Raises ConflictError `wrong_state` unless the studio allows the action."""
    if (fault := first_fault(DEEDS[action], guards.Studio(studio, action))) is not None:
        raise fault


def shortest_reason(studio: AnyRow) -> int:
    """How long a reason must be, by the rules the studio's case began under."""
    return Plan.model_validate(studio.plan).writing.shortest_reason if studio.plan else SHORTEST_REASON


async def change(
    transaction: Transaction,
    studio: AnyRow,
    what: str,
    value: str,
    *,
    by: By | None,
    reason: str,
    at: datetime,
    **columns: Any,
) -> int:
    """Change the studio, which is held, and enter that in its history; gives the version it led to."""
    version = int(studio.version) + 1
    await transaction.execute(update(Studio).where(Studio.id == studio.id).values(version=version, **columns))
    entry = {
        "studio_id": studio.id,
        "seq": version,
        "what": what,
        "value": value,
        "at": at,
        "by_id": by.person_id if by else None,
        "by_name": by.name if by else None,
        "reason": reason,
    }
    await transaction.execute(insert(StudioHistory), entry)
    return version


async def move(
    transaction: Transaction,
    studio: AnyRow,
    state: StudioState,
    *,
    by: By | None,
    at: datetime,
    reason: str = "",
    by_run: bool = False,
    **columns: Any,
) -> int:
    """Put the studio, which is held, into another state and tell of it; gives the version."""
    version = await change(
        transaction, studio, "state", state, by=by, reason=reason, at=at, state=state, state_since=at, **columns
    )
    waived = columns.get("waiver") is not None
    said = StudioProgressed(studio_id=studio.id, state=state, version=version, waived=waived)
    transaction.emit(said, subject=studio.id, version=version)
    tell(transaction, dict(studio._mapping) | {"state": state}, version, at, by_run=by_run)
    return version


async def rise(transaction: Transaction, studio_id: UUID, at: datetime) -> int:
    """Something the studio may wait for is there: its version rises, and its case hears of it. Gives the version."""
    rising = update(Studio).where(Studio.id == studio_id).values(version=Studio.version + 1)
    studio = (await transaction.execute(rising.returning(*Studio.__table__.columns))).one()
    if studio.state == "RECRUITING":
        tell(transaction, dict(studio._mapping), studio.version, at)
    return int(studio.version)


def tell(
    transaction: Transaction,
    studio: Mapping[str, Any],
    version: int,
    at: datetime,
    *,
    by_run: bool = False,
    opens: bool = False,
    deed: Deed | None = None,
    plan: Plan | None = None,
) -> None:
    """Tell of the studio's case as it is now. One that was loaded has no case."""
    if studio["case_no"] is not None:
        said = card.news(studio, version, at, by_run=by_run, opens=opens, deed=deed, plan=plan)
        transaction.emit(said, subject=studio["id"], version=version)
