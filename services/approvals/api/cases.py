"""A case, its decision log, its printable sheet; the search for cases."""

from uuid import UUID

from fastapi import APIRouter

from chassis import clock
from chassis.web.fields import After, Limit, RequiredSearchText
from chassis.web.http import Caller, Reading
from services.approvals.api.case_views import (
    CardView,
    CaseList,
    CaseListItem,
    CaseView,
    SheetStage,
    SheetView,
    Verification,
    here_and_next,
    log_view,
    office_keys,
    plan_view,
)
from services.approvals.api.items import item
from services.approvals.commands.verifying import verify_case
from services.approvals.domain import problems
from services.approvals.domain.authority import Sight
from services.approvals.domain.log import DECISIONS
from services.approvals.domain.urgency import Calendar
from services.approvals.queries import cases
from services.approvals.queries.inbox import COUNT_CAP
from services.approvals.queries.offices import holds_of, names_and_holders
from services.approvals.queries.tasks import look_at

router = APIRouter(prefix="/cases", tags=["cases"])


@router.get("")
async def search_cases(
    reading: Reading, caller: Caller, q: RequiredSearchText, after: After = None, limit: Limit = 50
) -> CaseList:
    """Cases the caller may see, by number, person, studio or school; two characters of a name suffice."""
    sight = Sight.of(caller.person_id, await holds_of(reading, caller.person_id, clock.business()))
    rows = await cases.search(reading, q, sight, cases.LATEST.place(after), limit + 1)
    number = await cases.count(reading, q, sight)
    shown, more = cases.LATEST.split(rows, limit, lambda row: (row.submitted_at, row.case_id))
    return CaseList(
        items=[CaseListItem.model_validate(row) for row in shown],
        next=more,
        count=min(number, COUNT_CAP),
        capped=number > COUNT_CAP,
    )


@router.get("/{case_id}")
async def read_case(case_id: UUID, reading: Reading, caller: Caller) -> CaseView:
    """The card, the path with who holds each office, the log, and what is to be done."""
    now = clock.business()
    row = await cases.find(reading, case_id, caller.person_id, now)
    if row is None:
        raise problems.no_such_case()
    offices = await names_and_holders(reading, office_keys(row.plan), now)
    open_task = None
    if row.open_task_id is not None:
        shown = (await look_at(reading, [row.open_task_id], caller.person_id, now))[row.open_task_id]
        open_task = item(shown, caller.person_id, Calendar.at(now))
    plan = plan_view(row.plan, offices)
    here, following = here_and_next(plan, open_task)
    return CaseView(
        card=CardView.model_validate(row),
        state=row.state,
        plan=plan,
        log=log_view(await cases.log_of(reading, case_id)),
        open_task=open_task,
        here=here,
        next=following,
    )


@router.get("/{case_id}/sheet")
async def read_sheet(case_id: UUID, reading: Reading, caller: Caller) -> SheetView:
    """What the printable 审批单 shows: who decided which frozen revision, and whether the log is sound."""
    now = clock.business()
    row = await cases.find(reading, case_id, caller.person_id, now)
    if row is None:
        raise problems.no_such_case()
    end, flaws = await verify_case(reading, case_id)
    offices = await names_and_holders(reading, office_keys(row.plan), now)
    decisions = [entry for entry in log_view(await cases.log_of(reading, case_id)) if entry.verb in DECISIONS]
    stages = [
        SheetStage(
            stage=stage.stage,
            office_name=stage.office_name,
            decisions=[entry for entry in decisions if entry.stage == stage.stage],
        )
        for stage in plan_view(row.plan, offices).stages
    ]
    return SheetView(
        card=CardView.model_validate(row),
        state=row.state,
        rule_set_version=row.plan["rule_set_version"],
        stages=stages,
        verification=Verification(
            sound=not flaws, length=end.length, head=end.head, flaws=[f"{flaw.kind}@{flaw.seq}" for flaw in flaws]
        ),
        printed_at=now,
    )
