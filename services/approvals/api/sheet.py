"""The printable 审批单 of a case of any kind."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis import clock
from chassis.web.http import Caller, Snapshot
from contracts.cases import Plan
from services.approvals.api.case_view import (
    CardView,
    PlannedOffice,
    PlanView,
    office_keys,
    plan_view,
)
from services.approvals.api.log_view import EntryView, FileView, log_view
from services.approvals.commands.signature import proven
from services.approvals.commands.verification import verify_case
from services.approvals.domain import problems
from services.approvals.domain.proof import Proof
from services.approvals.queries import case as cases
from services.approvals.queries.office import names_and_holders

router = APIRouter(prefix="/cases", tags=["cases"])


class Verification(BaseModel):
    """Whether log, card, tasks and events still say what was entered; flaws as `kind@number`, or a kind where no entry is meant."""

    sound: bool
    length: int
    head: str
    flaws: list[str]


class Printed(BaseModel):
    """What stands of the signature on paper: all of it to be scanned, and its beginning to be typed."""

    signature: str
    code: str


class SheetDecision(EntryView):
    """A decision; without `proof` where the signature is not genuine or says something else, and the paper then proves nothing."""

    proof: Printed | None


class SheetStage(BaseModel):
    """What was decided at a stage, oldest first; the last of a seat that was not overtaken is the one in force."""

    stage: str
    mode: str
    offices: list[PlannedOffice]
    verbs: list[str]
    attestations: list[str]
    decisions: list[SheetDecision]


class Attachment(FileView):
    """A file of a decision, with where, by whom and when it was handed in."""

    stage: str | None
    office_name: str | None
    added_by: str | None
    at: datetime


class SheetView(BaseModel):
    """Everything an official paper needs: what it is about, who decided which revision, and whether the log is sound."""

    card: CardView
    state: str
    finished: bool
    rule_set_version: int
    stages: list[SheetStage]
    deeds: list[EntryView]
    attachments: list[Attachment]
    verification: Verification
    printed_at: datetime


@router.get("/{case_id}/sheet")
async def read_sheet(case_id: UUID, reading: Snapshot, caller: Caller) -> SheetView:
    """What the printable 审批单 shows: who decided which frozen revision, and whether the log is sound."""
    now = clock.business()
    row = await cases.find(reading, case_id, caller.person_id, now)
    if row is None:
        raise problems.no_such_case()
    evidence, flaws = await verify_case(reading, case_id)
    entries, plan = evidence.entries, Plan.model_validate(row.plan)
    offices = await names_and_holders(reading, office_keys(plan, entries), now)
    log = log_view(entries, offices)
    proofs = {entry.entry_id: found.proof for entry in entries if (found := proven(entry, row.kind)) is not None}
    decisions = [
        SheetDecision(**dict(entry), proof=_printed(proofs.get(entry.entry_id))) for entry in log if entry.decision
    ]
    return SheetView(
        card=CardView.model_validate(row),
        state=row.state,
        finished=row.finished,
        rule_set_version=plan.rule_set_version,
        stages=[*_planned(plan_view(plan, offices), decisions), *_off_the_path(plan, decisions)],
        deeds=[entry for entry in log if entry.stage is None],
        attachments=_attachments(decisions),
        verification=Verification(
            sound=not flaws,
            length=evidence.case["log_length"],
            head=evidence.case["log_head"],
            flaws=[flaw.kind if flaw.seq is None else f"{flaw.kind}@{flaw.seq}" for flaw in flaws],
        ),
        printed_at=now,
    )


def _printed(proof: Proof | None) -> Printed | None:
    return None if proof is None else Printed(signature=proof.signature, code=proof.code)


def _planned(plan: PlanView, decisions: Sequence[SheetDecision]) -> list[SheetStage]:
    return [
        SheetStage(
            stage=stage.stage,
            mode=stage.mode,
            offices=stage.offices,
            verbs=stage.verbs,
            attestations=stage.attestations,
            decisions=[entry for entry in decisions if entry.stage == stage.stage],
        )
        for stage in plan.stages
    ]


def _off_the_path(plan: Plan, decisions: Iterable[SheetDecision]) -> list[SheetStage]:
    """What was decided at stages the path has no more, as before a correction changed it."""
    known = {stage.stage for stage in plan.stages}
    found: dict[str, list[SheetDecision]] = {}
    for entry in decisions:
        if entry.stage is not None and entry.stage not in known:
            found.setdefault(entry.stage, []).append(entry)
    return [
        SheetStage(stage=stage, mode="one", offices=[], verbs=[], attestations=[], decisions=made)
        for stage, made in found.items()
    ]


def _attachments(decisions: Iterable[EntryView]) -> list[Attachment]:
    return [
        Attachment(
            **dict(file), stage=entry.stage, office_name=entry.office_name, added_by=entry.actor_name, at=entry.at
        )
        for entry in decisions
        for file in entry.files
    ]
