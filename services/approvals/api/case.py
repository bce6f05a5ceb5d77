"""A case with its decision log; the search for cases."""

from uuid import UUID

from fastapi import APIRouter

from casework.holding import holds_of
from chassis import clock
from chassis.web.fields import After, Limit, RequiredSearchText
from chassis.web.http import Caller, Reading, Tx
from contracts.cases import Plan
from services.approvals.api.case_view import (
    CardView,
    CaseList,
    CaseListItem,
    CaseView,
    next_place,
    office_keys,
    places,
    plan_view,
)
from services.approvals.api.log_view import log_view
from services.approvals.api.task_item import item
from services.approvals.commands.outcome import mark_seen
from services.approvals.domain import problems
from services.approvals.domain.sight import Sight
from services.approvals.domain.urgency import Calendar
from services.approvals.queries import case as cases
from services.approvals.queries.inbox import COUNT_CAP
from services.approvals.queries.log import log_of
from services.approvals.queries.office import names_and_holders
from services.approvals.queries.task import look_at_open

router = APIRouter(prefix="/cases", tags=["cases"])


@router.get("")
async def search_cases(
    reading: Reading, caller: Caller, q: RequiredSearchText, after: After = None, limit: Limit = 50
) -> CaseList:
    """Cases the caller may see, by number, title, names and facts; two characters of a name suffice."""
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
    """The card, the path with who holds each office, the log, and all that is to be done."""
    now = clock.business()
    row = await cases.find(reading, case_id, caller.person_id, now)
    if row is None:
        raise problems.no_such_case()
    entries, planned = await log_of(reading, case_id), Plan.model_validate(row.plan)
    offices = await names_and_holders(reading, office_keys(planned, entries), now)
    open_tasks = [
        item(shown, caller.person_id, Calendar.at(now))
        for shown in await look_at_open(reading, case_id, caller.person_id, now)
    ]
    plan, here = plan_view(planned, offices), places(open_tasks)
    return CaseView(
        card=CardView.model_validate(row),
        state=row.state,
        finished=row.finished,
        plan=plan,
        log=log_view(entries, offices),
        open_tasks=open_tasks,
        here=here,
        next=next_place(plan, here),
    )


@router.post("/{case_id}/seen", status_code=204)
async def post_seen(case_id: UUID, transaction: Tx, caller: Caller) -> None:
    """The caller has seen what became of the case, so that it is unread no more. Again, it changes nothing."""
    await mark_seen(transaction, case_id, caller.person_id)
