"""What owners and approvals publish of a case, with a person in it: the triggers must leave the person behind."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from contracts.cases import CaseCard, CaseNews, Fact, Label, news_of
from contracts.events.approvals import DecisionRecorded
from contracts.kinds import KINDS
from tests.workflows.case import CASE_NO, Case
from tests.workflows.tables import COUNTY
from workflows.engine.messages import Decided, Moved

NAME = "欧阳·𠮷祥"
PHONE = "13800138000"
SCHOOL = "文成县云溪实验小学（虚构）"


def card(case: Case) -> CaseCard:
    """The card as approvals gets it."""
    return CaseCard(
        case_id=case.case_id,
        case_no=CASE_NO,
        kind=case.kind,
        title=f"{NAME}（{PHONE}）申请加入工作室",
        applicant_id=uuid4(),
        applicant_name=NAME,
        parties=(uuid4(),),
        school_name=SCHOOL,
        studio_id=uuid4(),
        studio_name="林晓岚名师送教工作室",
        county=COUNTY,
        facts=(Fact(name="phone", label=Label(zh="电话", en="Phone"), value=PHONE),),
        revision=case.row.revision,
        content_hash=case.row.content_hash,
        plan=case.row.plan,
    )


def news(case: Case, said: Moved | None = None, at: datetime | None = None, **more: Any) -> CaseNews:
    """That the case has changed, as the run is told of it; of now where nothing else is said."""
    row, said = case.row, said or Moved(case.row.version)
    return news_of(KINDS[case.kind].owner)(
        case_id=case.case_id,
        kind=case.kind,
        state=row.state,
        version=said.version,
        at=at or datetime.now(UTC),
        finished=row.finished,
        cause=said.cause,
        until=row.until,
        card=card(case),
        **more,
    )


def opening(case: Case, at: datetime | None = None) -> CaseNews:
    """The opening event."""
    return news(case, at=at, opens=True)


def recorded(case: Case, said: Decided) -> DecisionRecorded:
    """That somebody decided."""
    task = case.services.tasks[said.task_id].opened
    return DecisionRecorded(
        decision_id=said.decision_id,
        task_id=said.task_id,
        case_id=case.case_id,
        kind=case.kind,
        stage=task.stage.stage,
        turn=task.turn,
        seat=task.seat,
        verb=said.verb,
        revision=said.revision,
        content_hash="",
        decided_at=said.decided_at,
        signature=said.signature,
        log_head="",
    )
