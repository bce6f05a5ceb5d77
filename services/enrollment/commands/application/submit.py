"""Sending an application: a frozen revision, a plan, and the event that opens or continues the process (Art. 4.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import clock
from chassis.canonical import content_hash
from chassis.errors import ProblemError, not_found
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.cases import Deed
from services.enrollment.commands.application.freeze import Sending, freeze
from services.enrollment.domain.application import card, fields, guards, problems, states
from services.enrollment.domain.application.situation import Admissible
from services.enrollment.domain.application.standing import resume_at
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.words import ApplicationState
from services.enrollment.queries.application import draft as draft_queries
from services.enrollment.queries.application import revisions as revision_queries
from services.enrollment.queries.application.submission import Facts, facts


@dataclass(frozen=True)
class Submitted:
    """What was sent, and where it stands now."""

    case_no: str
    state: ApplicationState
    version: int
    revision: int
    content_hash: str
    submitted_at: datetime


async def submit(transaction: Transaction, application_id: UUID, applicant_id: UUID, version: int) -> Submitted:
    """Submit a draft, or resubmit what was returned. The same version again gets the first answer.

    Raises NotFoundError, ConflictError (`stale_page`, `not_editable`, `round_closed`, `correction_over`,
    `second_application`, `membership_exists` …), InvalidError with every field that needs a change.
    """
    now = clock.business()
    found = await facts(transaction.connection, application_id, applicant_id, now)
    if found is None:
        raise not_found()
    if found.version != version or found.submission.standing.state not in states.EDITABLE:
        return await _sent_before(transaction, application_id, applicant_id, version)
    sending = _prepare(application_id, found, guards.admissible(found.submission, now), now)
    row = await freeze(transaction, sending)
    if row is None:
        # Something changed since it was read: judge what stands there now.
        return await submit(transaction, application_id, applicant_id, version)
    _tell(transaction, sending, row)
    return Submitted(row.case_no, row.state, row.version, sending.revision, sending.hash, now)


def _prepare(application_id: UUID, found: Facts, with_: Admissible, now: datetime) -> Sending:
    standing = found.submission.standing
    moved = (with_.studio.id, with_.school_id) != (found.sent_studio_id, found.sent_school_id)
    plan = found.plan
    if plan is None or moved:
        plan = plans.recruitment(
            with_.rule_set,
            applicant_id=with_.applicant_id,
            school_id=with_.school_id,
            county=with_.studio.county,
            recommenders=found.recommenders,
        )
    content = _content(found, with_)
    resume = resume_at(standing.returned_by, moved=moved) if standing.state == "RETURNED" else None
    return Sending(application_id, found, with_, content, content_hash(content), plan, resume, now)


def _content(found: Facts, with_: Admissible) -> dict[str, Any]:
    typed = found.submission.typed
    return {
        "round_id": str(with_.round.id),
        "studio_id": str(with_.studio.id),
        "studio_name": with_.studio.name,
        "county": with_.studio.county,
        "applicant_id": str(with_.applicant_id),
        "applicant_name": with_.applicant_name,
        "school_id": str(with_.school_id),
        "school_name": with_.school_name,
        **{name: fields.as_sent(name, value) for name, value in typed.items()},
        "files": found.files,
    }


def _tell(transaction: Transaction, sending: Sending, row: AnyRow) -> None:
    with_, typed, opens = sending.with_, sending.found.submission.typed, sending.resume is None
    shown = card.card(
        sending.application_id, row.case_no, with_, post=typed["post"], title=typed["title"], revision=sending.revision,
        hash_=sending.hash, plan=sending.plan,
    )  # fmt: skip
    deed = Deed(verb="submit" if opens else "resubmit", actor_id=with_.applicant_id, actor_name=with_.applicant_name)
    said = card.news(
        sending.application_id, row.state, row.version, sending.now, with_.applicant_id, opens=opens, deed=deed, shown=shown,
    )  # fmt: skip
    transaction.emit(said, subject=sending.application_id, version=row.version)


async def _sent_before(transaction: Transaction, application_id: UUID, applicant_id: UUID, version: int) -> Submitted:
    """A double click finds what the first one sent; anything else is told what stands there now."""
    sent = await revision_queries.sent_from(transaction.connection, application_id, version)
    if sent is not None:
        return Submitted(sent.case_no, sent.state, sent.version, sent.revision, sent.content_hash, sent.submitted_at)
    raise await _changed(transaction, application_id, applicant_id)


async def _changed(transaction: Transaction, application_id: UUID, applicant_id: UUID) -> ProblemError:
    stored = await draft_queries.stored_draft(transaction.connection, application_id, applicant_id)
    if stored is None:
        return not_found()
    if stored.state not in states.EDITABLE:
        return problems.not_editable(stored.state, stored.state_since)
    return problems.stale_page(stored.version, stored.saved_at, stored.content)
