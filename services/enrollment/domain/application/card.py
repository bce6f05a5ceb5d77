"""An application as others see it: how it stands, the card it is shown by, the news of it (Art. 4.2)."""

from datetime import datetime
from uuid import UUID

from contracts.cases import CaseCard, CaseNews, Deed, Fact, Label, Plan, news_of
from contracts.commands.cases import Stands
from contracts.kinds import TRAINEE_APPLICATION
from services.enrollment.domain.application import states
from services.enrollment.domain.application.situation import Admissible
from services.enrollment.domain.case.refusal import seconds_left
from services.enrollment.domain.words import ApplicationState

KIND = TRAINEE_APPLICATION.name
News = news_of(TRAINEE_APPLICATION.owner)
ROUND_CLOSED = "round_closed"
SUSPENDED = "studio_suspended"
# Whoever applied waits for these. What is returned is no outcome: it waits for its author, and the bell shows it until it is mended.
OUTCOMES = states.LIFE.final - {"WITHDRAWN"}


def stands(
    state: ApplicationState,
    version: int,
    revision: int,
    content_hash: str,
    *,
    until: datetime | None,
    closed_at: datetime | None,
    suspended_at: datetime | None,
    now: datetime,
    plan: Plan | None = None,
) -> Stands:
    """How it stands. Once its round has closed, nothing but what was decided before counts, and it lapses.

    While its studio is suspended it waits, and so does its clock.
    """
    live = state in states.LIVE
    over = ROUND_CLOSED if closed_at is not None and live else None
    held = SUSPENDED if suspended_at is not None and live and over is None else None
    return Stands(
        finished=state in states.LIFE.final,
        state=state,
        version=version,
        revision=revision,
        content_hash=content_hash,
        plan=plan,
        proceed_in=0.0 if over else None if held else seconds_left(now, until),
        over=over,
        held=held,
    )


def news(
    case_id: UUID,
    state: ApplicationState,
    version: int,
    at: datetime,
    applicant_id: UUID,
    *,
    by_run: bool = False,
    opens: bool = False,
    cause: str = "done",
    until: datetime | None = None,
    deed: Deed | None = None,
    shown: CaseCard | None = None,
) -> CaseNews:
    """What is told of a change; the applicant waits for every outcome."""
    return News(
        case_id=case_id,
        kind=KIND,
        state=state,
        version=version,
        at=at,
        opens=opens,
        finished=state in states.LIFE.final,
        by_run=by_run,
        cause=cause,
        until=until,
        deed=deed,
        card=shown,
        tells=(applicant_id,) if state in OUTCOMES else (),
    )


def news_of_closing(case_id: UUID, state: ApplicationState, version: int, at: datetime) -> CaseNews:
    """The round has closed before the application was decided. It stands where it stood, so there is no outcome to tell."""
    return News(case_id=case_id, kind=KIND, state=state, version=version, at=at, cause=ROUND_CLOSED)


def card(
    case_id: UUID, case_no: str, with_: Admissible, *, post: str, title: str, revision: int, hash_: str, plan: Plan
) -> CaseCard:
    """The application as approvals shows it. The applicant does not decide it: it is their own case."""
    facts = (
        ("applicant", Label(zh="申请人", en="Applicant"), with_.applicant_name, "person"),
        ("school", Label(zh="所在学校", en="School"), with_.school_name, "text"),
        ("post", Label(zh="任教岗位", en="Post"), post, "text"),
        ("title", Label(zh="职称", en="Professional title"), title, "text"),
        ("studio", Label(zh="申请工作室", en="Studio"), with_.studio.name, "text"),
    )
    return CaseCard(
        case_id=case_id,
        case_no=case_no,
        kind=KIND,
        title=f"{with_.applicant_name}申请加入{with_.studio.name}",
        applicant_id=with_.applicant_id,
        applicant_name=with_.applicant_name,
        parties=(with_.applicant_id,),
        school_name=with_.school_name,
        studio_id=with_.studio.id,
        studio_name=with_.studio.name,
        county=with_.studio.county,
        facts=tuple(
            Fact(name=name, label=label, value=value, type=type_) for name, label, value, type_ in facts if value
        ),
        revision=revision,
        content_hash=hash_,
        plan=plan,
    )
