"""Drafts are kept as typed: nothing is judged before it is sent, and nothing typed is overwritten unseen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert as plain_insert
from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.errors import not_found
from chassis.store.database import Transaction
from services.enrollment.domain.application import fields, guards, problems
from services.enrollment.domain.application.states import EDITABLE
from services.enrollment.domain.problems import field_faults
from services.enrollment.models import Application, Draft
from services.enrollment.queries.application.draft import stored_draft
from services.enrollment.queries.application.eligibility import situations
from services.enrollment.queries.round.standing import round_row

EMPTY: dict[str, Any] = {
    "round_id": None, "studio_id": None, "motivation": "", "post": "", "title": "", "phone": ""
}  # fmt: skip


@dataclass(frozen=True)
class Saved:
    """The version the next save starts from."""

    version: int
    saved_at: datetime


async def save_draft(
    transaction: Transaction, application_id: UUID, applicant_id: UUID, typed: dict[str, Any], base_version: int
) -> Saved:
    """Keep what was typed; fields that are missing stay as they are. `base_version` 0 begins a new draft.

    Raises InvalidError for text wider than its column, for a new draft InvalidError or ConflictError where it could not be sent in
    the round it names (`unknown_round`, `round_closed`, `no_school` …), ConflictError `stale_page` where something else was saved since
    `base_version`, ConflictError `not_editable` where an office holds it. The same content again is no change.
    """
    faults = fields.check_draft({name: value for name, value in typed.items() if isinstance(value, str)})
    if faults:
        raise field_faults(faults)
    now = clock.business()
    if base_version == 0:
        version = await _begin(transaction, application_id, applicant_id, typed, now)
    else:
        version = await _change(transaction, application_id, applicant_id, typed, base_version, now)
    return (
        Saved(version, now)
        if version is not None
        else await _saved_before(transaction, application_id, applicant_id, typed)
    )


async def _begin(
    transaction: Transaction, application_id: UUID, applicant_id: UUID, typed: dict[str, Any], now: datetime
) -> int | None:
    row = {"id": application_id, "applicant_id": applicant_id, "state": "DRAFT", "state_since": now, "version": 1}
    begun = insert(Application).values(row).on_conflict_do_nothing().returning(Application.id).cte("begun")
    content = EMPTY | typed | {"saved_at": now}
    values = select(begun.c.id, *(literal(value, getattr(Draft, name).type) for name, value in content.items()))
    keep = plain_insert(Draft).from_select(["application_id", *content], values).returning(Draft.application_id)
    if (await transaction.execute(keep)).one_or_none() is None:
        return None
    # Only now: the same beginning once more is answered with what it made, though the round may have closed since.
    if typed.get("round_id") is not None:
        await _require_recruiting(transaction, applicant_id, typed["round_id"], now)
    return 1


async def _require_recruiting(transaction: Transaction, applicant_id: UUID, round_id: UUID, now: datetime) -> None:
    found = await situations(transaction.connection, applicant_id, round_id, now)
    round_ = await round_row(transaction.connection, round_id)
    fault = guards.beginning_fault(next(iter(found), None), round_.counties if round_ else (), now)
    if fault is not None:
        raise fault


async def _change(
    transaction: Transaction,
    application_id: UUID,
    applicant_id: UUID,
    typed: dict[str, Any],
    base_version: int,
    now: datetime,
) -> int | None:
    moved = (
        update(Application)
        .where(
            Application.id == application_id,
            Application.applicant_id == applicant_id,
            Application.version == base_version,
            Application.state.in_(EDITABLE),
        )
        .values(version=Application.version + 1)
        .returning(Application.id, Application.version)
        .cte("moved")
    )
    keep = update(Draft).where(Draft.application_id == moved.c.id).values(typed | {"saved_at": now})
    changed = (await transaction.execute(keep.returning(moved.c.version))).one_or_none()
    return None if changed is None else changed.version


async def _saved_before(
    transaction: Transaction, application_id: UUID, applicant_id: UUID, typed: dict[str, Any]
) -> Saved:
    stored = await stored_draft(transaction.connection, application_id, applicant_id)
    if stored is None:
        raise not_found()
    if stored.state not in EDITABLE:
        raise problems.not_editable(stored.state, stored.state_since)
    if any(stored.content[name] != value for name, value in typed.items()):
        raise problems.stale_page(stored.version, stored.saved_at, stored.content)
    return Saved(stored.version, stored.saved_at)
