"""A recruiting round is extended or closed. From the closing on nothing can be submitted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from chassis import clock
from chassis.errors import not_found
from chassis.store.database import Transaction
from contracts.events.enrollment import RoundClosed, RoundExtended
from services.enrollment.domain.application import card
from services.enrollment.domain.application.states import LIVE
from services.enrollment.domain.round import problems
from services.enrollment.models import Application, Round
from services.enrollment.queries.application.standing import hold_live
from services.enrollment.queries.round import standing as queries


async def extend_round(transaction: Transaction, round_id: UUID, closes_at: datetime) -> None:
    """Keep a round open longer. Raises ConflictError `round_closed` once it has closed, InvalidError for an earlier end."""
    if closes_at <= clock.business():
        raise problems.not_later()
    extending = (
        update(Round)
        .where(Round.id == round_id, Round.state == "OPEN", Round.closes_at < closes_at)
        .values(closes_at=closes_at, version=Round.version + 1)
        .returning(Round.version)
    )
    extended = (await transaction.execute(extending)).one_or_none()
    if extended is not None:
        said = RoundExtended(round_id=round_id, closes_at=closes_at)
        transaction.emit(said, subject=round_id, version=extended.version)
        return
    found = await _existing(transaction, round_id)
    if found.closed_at is not None:
        raise problems.already_closed(found.closed_at)
    if found.closes_at > closes_at:
        raise problems.not_later()


async def close_round(transaction: Transaction, round_id: UUID) -> datetime:
    """Close a round by hand and tell every live application. Returns when it closed, be it now or before."""
    if (closed_at := await settle_closing(transaction, round_id)) is not None:
        return closed_at
    found = await _existing(transaction, round_id)
    assert found.closed_at is not None
    return found.closed_at


async def settle_closing(transaction: Transaction, round_id: UUID, *, only_if_due: bool = False) -> datetime | None:
    """Close an open round; None where it is not open, or `only_if_due` and its time is not up.

    Submissions hold a share of the round's row, so none can slip in between the closing and its telling.
    """
    now = clock.business()
    closing = (
        update(Round)
        .where(Round.id == round_id, Round.state == "OPEN")
        .values(state="CLOSED", closed_at=now, version=Round.version + 1)
        .returning(Round.version)
    )
    if only_if_due:
        closing = closing.where(Round.closes_at <= now)
    closed = (await transaction.execute(closing)).one_or_none()
    if closed is None:
        return None
    transaction.emit(RoundClosed(round_id=round_id, closed_at=now), subject=round_id, version=closed.version)
    await _tell_live_applications(transaction, round_id, now)
    return now


async def _tell_live_applications(transaction: Transaction, round_id: UUID, closed_at: datetime) -> None:
    await hold_live(transaction.connection, Application.round_id == round_id)
    telling = (
        update(Application)
        .where(Application.round_id == round_id, Application.state.in_(LIVE))
        .values(round_closed_at=closed_at, version=Application.version + 1)
        .returning(Application.id, Application.version, Application.state)
    )
    for row in await transaction.execute(telling):
        said = card.news_of_closing(row.id, row.state, row.version, closed_at)
        transaction.emit(said, subject=row.id, version=row.version)


async def _existing(transaction: Transaction, round_id: UUID) -> queries.RoundRow:
    found = await queries.round_row(transaction.connection, round_id)
    if found is None:
        raise not_found()
    return found
