"""The studio, which is held, is changed, put into another state and shown on its card."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from chassis.store.database import Transaction
from contracts.cases import CaseCard, Deed, Fact, Label, Plan, news_of
from contracts.events.enrollment import StudioProgressed
from contracts.kinds import STUDIO_ESTABLISHMENT
from services.enrollment.commands.case import By
from services.enrollment.domain.studio.states import ESTABLISHED
from services.enrollment.domain.words import StudioState
from services.enrollment.models import Studio, StudioHistory
from services.enrollment.models.base import AnyRow

KIND = STUDIO_ESTABLISHMENT.name
News = news_of(STUDIO_ESTABLISHMENT.owner)
# Host and nominator wait for these.
OUTCOMES = frozenset({"QUALIFIED", "REJECTED", "ACTIVE", "SUSPENDED", "TERMINATED"})


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
    """Tell of the studio's case; with a `plan` there is a new revision to show. One that was loaded has no case."""
    if studio["case_no"] is None:
        return
    state = studio["state"]
    waiting = (studio["nominated_by"], studio["host_id"])
    said = News(
        case_id=studio["id"],
        kind=KIND,
        state=state,
        version=version,
        at=at,
        opens=opens,
        finished=state in ESTABLISHED,
        by_run=by_run,
        cause="terminated" if state == "TERMINATED" else "done",
        deed=deed,
        card=None if plan is None else card(studio, plan),
        tells=tuple(dict.fromkeys(waiting)) if state in OUTCOMES else (),
    )
    transaction.emit(said, subject=studio["id"], version=version)


def card(studio: Mapping[str, Any], plan: Plan) -> CaseCard:
    """The studio as approvals shows it. Host and nominator do not decide on it: it is their own case."""
    facts = (
        ("nominator", Label(zh="提名人", en="Nominated by"), studio["nominated_by_name"], "person"),
        ("host", Label(zh="主持人", en="Host"), studio["host_name"], "person"),
        ("school", Label(zh="主持人所在学校", en="Host's school"), studio["host_school_name"], "text"),
        ("titles", Label(zh="称号", en="Titles"), "、".join(studio["host_titles"]), "text"),
        ("studio", Label(zh="工作室名称", en="Studio"), studio["name"], "text"),
        (
            "base_school",
            Label(zh="推荐的设站学校", en="Base school proposed"),
            studio.get("proposed_school_name"),
            "text",
        ),
    )
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
        facts=tuple(
            Fact(name=name, label=label, value=value, type=type_) for name, label, value, type_ in facts if value
        ),
        revision=studio["revision"],
        content_hash=studio["content_hash"],
        plan=plan,
    )
