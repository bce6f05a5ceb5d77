"""All the facts a submission is judged by, read at one moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from contracts.cases import Plan
from contracts.rules import RuleSet
from services.enrollment.domain.application.situation import Applicant, StudioFacts, Submission
from services.enrollment.domain.application.standing import Standing
from services.enrollment.domain.round.standing import RoundFacts
from services.enrollment.queries.application.submission_statement import OF_ROUND, OF_STUDIO, STATEMENT, TYPED
from services.enrollment.queries.known import share_person


@dataclass(frozen=True)
class Facts:
    """What the guards judge, and what the revision and the plan are made of."""

    submission: Submission
    version: int
    file_changes: int
    since: datetime
    saved_at: datetime
    case_no: str | None
    plan: Plan | None
    sent_studio_id: UUID | None
    sent_school_id: UUID | None
    recommenders: frozenset[UUID]
    files: list[dict[str, Any]]


async def facts(connection: AsyncConnection, application_id: UUID, applicant_id: UUID, now: datetime) -> Facts | None:
    """Read them; None where it is not this person's application.

    Before the transaction ends the applicant and the school stay where they are, the round cannot close, nor the studio be suspended
    or ended: whoever does that finds what was sent.
    """
    await share_person(connection, applicant_id)
    asked = {"application_id": application_id, "applicant_id": applicant_id, "now": now}
    row = (await connection.execute(STATEMENT, asked)).one_or_none()
    return None if row is None else _facts(row)


def _facts(row: AnyRow) -> Facts:
    return Facts(
        submission=_submission(row),
        version=row.version,
        file_changes=row.file_changes,
        since=row.state_since,
        saved_at=row.saved_at,
        case_no=row.case_no,
        plan=Plan.model_validate(row.plan) if row.plan else None,
        sent_studio_id=row.studio_id,
        sent_school_id=row.school_id,
        recommenders=frozenset(row.recommenders or ()),
        files=row.files or [],
    )


def _submission(row: AnyRow) -> Submission:
    round_ = studio = other = None
    if row.named_round_id is not None:
        round_ = RoundFacts(*(getattr(row, f"named_round_{name}") for name in OF_ROUND))
    if row.named_studio_id is not None:
        named = {name: getattr(row, f"named_studio_{name}") for name in OF_STUDIO}
        studio = StudioFacts(**named, in_round=row.in_round)
    if row.other_application:
        other = (UUID(row.other_application[0]), row.other_application[1])
    return Submission(
        standing=Standing(
            row.state, row.revision, row.round_closed_at, row.correction_until, row.returned_by, row.suspended_at
        ),
        typed={name: getattr(row, name) for name in TYPED},
        round=round_,
        studio=studio,
        applicant=Applicant(
            row.applicant_id, row.applicant_name, row.current_school_id, row.school_name, row.school_county
        ),
        rule_set=RuleSet.model_validate(row.rule_set) if row.rule_set else None,
        first_round_id=row.round_id,
        other_application=other,
        is_member=row.is_member,
        is_disqualified=row.is_disqualified,
    )
