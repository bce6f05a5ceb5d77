"""Recruiting rounds: opened, extended, closed. From the closing on nothing can be submitted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert as plain_insert
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.errors import ConflictError, Text, invalid_field, not_found
from chassis.store.database import Transaction
from contracts.events.enrollment import ApplicationRoundClosed, RoundClosed, RoundExtended, RoundOpened
from services.enrollment.commands.quotas import set_quotas
from services.enrollment.domain.choosing import Named
from services.enrollment.domain.places import Quota
from services.enrollment.domain.states import LIVE
from services.enrollment.models import Application, Round, RoundStudio
from services.enrollment.queries import rounds as queries


@dataclass(frozen=True)
class NewRound:
    """What opens a round; studios are named one by one or by county."""

    id: UUID
    name: str
    cycle: str
    opens_at: datetime
    closes_at: datetime
    studio_ids: Collection[UUID]
    counties: Collection[str]
    quotas: Sequence[Quota] = ()


async def open_round(transaction: Transaction, wanted: NewRound) -> None:
    """Open a round; the same again changes nothing.

    Raises ConflictError `round_exists` for another one under the same id, InvalidError for times or studios that cannot be.
    """
    if wanted.closes_at <= wanted.opens_at:
        raise invalid_field(
            "closes_at", "ends_too_early", "截止时间必须晚于开始时间。", "A round must close after it has opened."
        )
    found = await queries.studios_named(transaction.connection, wanted.studio_ids, wanted.counties)
    named = Named(frozenset(wanted.studio_ids), frozenset(wanted.counties), found)
    row = {
        "id": wanted.id,
        "name": wanted.name,
        "cycle": wanted.cycle,
        "opens_at": wanted.opens_at,
        "closes_at": wanted.closes_at,
    }
    opening = insert(Round).values(row | {"state": "OPEN", "version": 1}).on_conflict_do_nothing().returning(Round.id)
    if (await transaction.execute(opening)).one_or_none() is None:
        kept = await queries.kept_studios(transaction.connection, row)
        if kept is None or not named.could_have_been(kept):
            raise _round_exists()
        return
    await transaction.execute(
        plain_insert(RoundStudio), [{"round_id": wanted.id, "studio_id": studio_id} for studio_id in named.chosen()]
    )
    opened = RoundOpened(round_id=wanted.id, name=wanted.name, closes_at=wanted.closes_at)
    transaction.emit(opened, subject=wanted.id, version=1)
    if wanted.quotas:
        await set_quotas(transaction, wanted.id, wanted.quotas)


async def extend_round(transaction: Transaction, round_id: UUID, closes_at: datetime) -> None:
    """Keep a round open longer. Raises ConflictError `round_closed` once it has closed, InvalidError for an earlier end."""
    if closes_at <= clock.business():
        raise _too_early()
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
        raise _already_closed(found.closed_at)
    if found.closes_at > closes_at:
        raise _too_early()


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
    telling = (
        update(Application)
        .where(Application.round_id == round_id, Application.state.in_(LIVE))
        .values(round_closed_at=closed_at, version=Application.version + 1)
        .returning(Application.id, Application.version)
    )
    for application in await transaction.execute(telling):
        said = ApplicationRoundClosed(application_id=application.id, round_id=round_id, closed_at=closed_at)
        transaction.emit(said, subject=application.id, version=application.version)


async def _existing(transaction: Transaction, round_id: UUID) -> queries.RoundRow:
    found = await queries.round_row(transaction.connection, round_id)
    if found is None:
        raise not_found()
    return found


def _round_exists() -> ConflictError:
    text = Text(
        "这个编号的招收轮次已经存在，内容不同。要改截止时间请用“延长”。",
        "A round with this id exists and differs. To change its end, extend it.",
    )
    return ConflictError("round_exists", text)


def _already_closed(at: datetime) -> ConflictError:
    text = Text(
        "这一轮已经截止，不能延长。请另开一轮。", "This round has closed and cannot be extended. Open another one."
    )
    return ConflictError("round_closed", text, extra={"at": at.isoformat()})


def _too_early() -> Exception:
    return invalid_field(
        "closes_at",
        "not_later",
        "新的截止时间必须晚于现在和原来的截止时间。",
        "The new end must lie after now and after the present end.",
    )
