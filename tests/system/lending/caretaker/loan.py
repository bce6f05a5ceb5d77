"""A loan as it stands and as others are told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from chassis.store.base import AnyRow
from contracts.cases import CaseCard, CaseNews, Deed, Fact, Label, Plan, PlannedStage, news_of
from contracts.commands.cases import Stands
from contracts.kinds import KINDS
from contracts.offices import Office
from contracts.spans import working_days
from tests.system.lending.kinds import DEFER, ENDED, INSPECTION, LENT, NEWER_WAITS, OWNER, REFUSED, WITHDRAWN

News: Final = news_of(OWNER)
COUNTY: Final = "330328"
# By stage: how its offices decide, and which they are.
OFFICES: Final = {
    "countersign": ("all", ("county_office", "county_personnel_section")),
    "any_sign": ("any", ("county_training_dept", "county_lead")),
    "appraisal": ("each", ("county_lead", "stage_lead")),
    INSPECTION: ("one", ("county_office",)),
    "handover": ("one", ("municipal_office",)),
}
ATTESTED: Final = ("doors_locked", "lights_out", "nobody_inside")
STATE_OF: Final = {stage: state for state, stage in NEWER_WAITS.items()}


class Asked(BaseModel):
    """What is asked for: a fact of every type there is. `stages` are those the loan must pass."""

    kind: str
    purpose: str
    contact: str
    day: str
    deposit: int
    drawing: str
    stages: tuple[str, ...]


def plan(stages: Sequence[str]) -> Plan:
    """The path of a loan."""
    return Plan(rule_set_version=1, stages=tuple(map(_planned, stages)))


def _planned(stage: str) -> PlannedStage:
    mode, roles = OFFICES[stage]
    scopes = ("city" if role == "municipal_office" else COUNTY for role in roles)
    return PlannedStage(
        stage=stage,
        offices=tuple(Office(role=role, scope=scope) for role, scope in zip(roles, scopes, strict=True)),
        mode=mode,
        deadline=working_days(5),
        remind_after=working_days(3),
        remind_every=working_days(1),
        escalate_to=None,
        verbs=("approve", DEFER, "reject") if stage == INSPECTION else ("approve", "reject"),
        attestations=ATTESTED if stage == "handover" else (),
    )


def state_after(planned: Plan, stage: str) -> str:
    """Where an approval leads."""
    stages = [one.stage for one in planned.stages]
    following = stages[stages.index(stage) + 1 :]
    return STATE_OF[following[0]] if following else LENT


def stands(row: AnyRow, now: datetime, planned: Plan | None = None) -> Stands:
    """As its run is told."""
    return Stands(
        finished=row.state in ENDED,
        state=row.state,
        version=row.version,
        revision=1,
        content_hash=row.content_hash,
        plan=planned,
        proceed_in=None if row.until is None else max((row.until - now).total_seconds(), 0.0),
    )


def news(
    row: AnyRow, now: datetime, *, by_run: bool = False, deed: Deed | None = None, shown: bool = False
) -> CaseNews:
    """As everybody is told; who asked waits for what becomes of it."""
    return News(
        case_id=row.case_id,
        kind=row.kind,
        state=row.state,
        version=row.version,
        at=now,
        opens=row.version == 1,
        finished=row.state in ENDED,
        by_run=by_run,
        cause="withdrawn" if row.state == WITHDRAWN else "done",
        until=row.until,
        deed=deed,
        card=_card(row) if shown else None,
        tells=(row.asker_id,) if row.state in (LENT, REFUSED) else (),
    )


def _card(row: AnyRow) -> CaseCard:
    asked: dict[str, Any] = row.asked
    facts = (
        ("purpose", Label(zh="用途", en="Purpose"), asked["purpose"], "text"),
        ("contact", Label(zh="联系人", en="Contact"), asked["contact"], "person"),
        ("day", Label(zh="使用日期", en="Day"), asked["day"], "date"),
        ("deposit", Label(zh="押金", en="Deposit"), str(asked["deposit"]), "money"),
        ("drawing", Label(zh="座位图", en="Seating plan"), asked["drawing"], "file"),
    )
    return CaseCard(
        case_id=row.case_id,
        case_no=f"{KINDS[row.kind].prefix}-{row.asked_at.year}-{row.number:06d}",
        kind=row.kind,
        title=f"借用礼堂：{asked['purpose']}",
        applicant_id=row.asker_id,
        applicant_name=row.asker_name,
        parties=(row.asker_id,),
        county=COUNTY,
        facts=tuple(Fact(name=name, label=label, value=value, type=type_) for name, label, value, type_ in facts),
        revision=1,
        content_hash=row.content_hash,
        plan=Plan.model_validate(row.plan),
    )


def seats_taken(row: AnyRow, stage: str) -> set[int]:
    """The offices whose word on this stage was taken over."""
    return {one["seat"] for one in row.taken if one["stage"] == stage}


def entry(stage: str, seat: int, verb: str, decision_id: UUID) -> dict[str, Any]:
    """A decision as the row keeps it."""
    return {"stage": stage, "seat": seat, "verb": verb, "decision_id": str(decision_id)}
