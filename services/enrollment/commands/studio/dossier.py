"""The studio, which is held, is changed, put into another state and shown on its card."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from chassis.store.database import Transaction
from contracts.cases import CaseCard, Plan
from contracts.events.enrollment import StudioProgressed, StudioState
from contracts.processes.studio_establishment import KIND
from services.enrollment.commands.case import By
from services.enrollment.models import Studio, StudioHistory
from services.enrollment.models.base import AnyRow


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
    **columns: Any,
) -> int:
    """Put the studio, which is held, into another state and tell of it; gives the version."""
    version = await change(
        transaction, studio, "state", state, by=by, reason=reason, at=at, state=state, state_since=at, **columns
    )
    waived = columns.get("waiver") is not None
    said = StudioProgressed(studio_id=studio.id, state=state, version=version, waived=waived)
    transaction.emit(said, subject=studio.id, version=version)
    return version


def card(studio: dict[str, Any], plan: Plan) -> CaseCard:
    """The studio as approvals shows it. Host and nominator do not decide on it: it is their own case."""
    return CaseCard(
        case_id=studio["id"],
        case_no=studio["case_no"],
        kind=KIND,
        title=f"提名{studio['host_name']}为“名师送教”工作室主持人",
        applicant_id=studio["nominated_by"],
        applicant_name=studio["nominated_by_name"],
        parties=(studio["nominated_by"], studio["host_id"]),
        school_name=studio["host_school_name"],
        studio_id=studio["id"],
        studio_name=studio["name"],
        county=studio["county"],
        revision=studio["revision"],
        content_hash=studio["content_hash"],
        plan=plan,
    )
