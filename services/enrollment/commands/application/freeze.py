"""A revision on its way into the tables: frozen in the statement that moves the application."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Integer, Text, bindparam, func, insert, null, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError

from chassis import clock
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.cases import Plan
from services.enrollment.domain.application import problems, states
from services.enrollment.domain.application.situation import Admissible
from services.enrollment.domain.words import Stage
from services.enrollment.models import Application, Revision
from services.enrollment.queries.application.among import state_among
from services.enrollment.queries.application.submission import Facts


@dataclass(frozen=True)
class Sending:
    """One revision on its way into the tables."""

    application_id: UUID
    found: Facts
    with_: Admissible
    content: dict[str, Any]
    hash: str
    plan: Plan
    resume: Stage | None
    now: datetime

    @property
    def action(self) -> str:
        """The transition it asks for."""
        return "submit" if self.resume is None else f"resubmit.{self.resume}"

    @property
    def revision(self) -> int:
        """Its number."""
        return self.found.submission.standing.revision + 1


@cache
def _freezing(action: str) -> Executable:
    """Move the row and write the revision in one statement, built once: nothing where anything changed since it was read."""
    sent_at = bindparam("sent_at", type_=Revision.submitted_at.type)
    number, hash_ = bindparam("number", type_=Integer), bindparam("hash", type_=Text)
    read = bindparam("version_read", type_=Integer)
    moved = (
        update(Application)
        .where(
            Application.id == bindparam("case_id"),
            Application.version == read,
            Application.file_changes == bindparam("file_changes_read"),
            state_among(Application.state, states.LIFE.sources(action)),
        )
        .values(
            state=states.LIFE.target(action),
            state_since=sent_at,
            version=Application.version + 1,
            case_no=func.coalesce(Application.case_no, func.next_case_number(bindparam("year", type_=Integer))),
            revision=number,
            content_hash=hash_,
            submitted_at=sent_at,
            returned_by=None,
            correction_until=None,
            suspended_at=None,
            cause=null(),
            **{
                name: bindparam(f"sent_{name}")
                for name in ("round_id", "cycle", "studio_id", "county", "school_id", "plan")
            },
        )
        .returning(Application.id, Application.case_no, Application.version, Application.state)
        .cte("moved")
    )
    names = ["application_id", "revision", "from_version", "content", "content_hash", "submitted_at"]
    row = select(moved.c.id, number, read, bindparam("content", type_=JSONB), hash_, sent_at)
    frozen = insert(Revision).from_select(names, row).cte("frozen")
    return select(moved).add_cte(frozen)


async def freeze(transaction: Transaction, sending: Sending) -> AnyRow | None:
    """Freeze it; None where anything changed since it was read.

    Raises ConflictError `second_application` where another one was sent at the same moment.
    """
    found, with_ = sending.found, sending.with_
    values = {
        "case_id": sending.application_id,
        "version_read": found.version,
        "file_changes_read": found.file_changes,
        "year": sending.now.astimezone(clock.SHANGHAI).year,
        "sent_at": sending.now,
        "number": sending.revision,
        "hash": sending.hash,
        "content": sending.content,
        "sent_round_id": with_.round.id,
        "sent_cycle": with_.round.cycle,
        "sent_studio_id": with_.studio.id,
        "sent_county": with_.studio.county,
        "sent_school_id": with_.school_id,
        "sent_plan": sending.plan.model_dump(mode="json"),
    }
    try:
        return (await transaction.execute(_freezing(sending.action), values)).one_or_none()
    except IntegrityError as error:
        if "one_live_application" in str(error.orig):
            raise problems.second_application() from error
        raise
