"""What enrollment publishes of an application, with a person in it: the triggers must leave the person behind."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from contracts.cases import CaseCard, Plan
from contracts.events.enrollment import ApplicationResubmitted, ApplicationSubmitted
from contracts.processes.trainee_application import KIND
from contracts.rules import Stage
from tests.workflows.rows import COUNTY

NAME = "欧阳·𠮷祥"
PHONE = "13800138000"
SCHOOL = "文成县云溪实验小学（虚构）"


def card(application_id: UUID, plan: Plan, revision: int = 1) -> CaseCard:
    """The card as approvals gets it."""
    return CaseCard(
        case_id=application_id,
        case_no="BM-2021-000123",
        kind=KIND,
        title=f"{NAME}（{PHONE}）申请加入工作室",
        applicant_id=uuid4(),
        applicant_name=NAME,
        parties=(uuid4(),),
        school_name=SCHOOL,
        studio_id=uuid4(),
        studio_name="林晓岚名师送教工作室",
        county=COUNTY,
        revision=revision,
        content_hash=f"{revision:064d}",
        plan=plan,
    )


def submitted(application_id: UUID, plan: Plan, submitted_at: datetime | None = None) -> ApplicationSubmitted:
    """The opening event, of now where nothing else is said."""
    return ApplicationSubmitted(
        application_id=application_id,
        round_id=uuid4(),
        submitted_at=submitted_at or datetime.now(UTC),
        card=card(application_id, plan),
    )


def resubmitted(application_id: UUID, plan: Plan, revision: int, resume_at: Stage) -> ApplicationResubmitted:
    """A new revision."""
    return ApplicationResubmitted(
        application_id=application_id,
        resume_at=resume_at,
        submitted_at=datetime.now(UTC),
        card=card(application_id, plan, revision),
    )
