"""A case about a member's place as others see it: how it stands, the card it is shown by, the news of it (Art. 7.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.cases import CaseCard, CaseNews, Deed, Fact, Label, Plan, news_of
from contracts.commands.cases import Stands
from contracts.kinds import DISQUALIFICATION
from services.enrollment.domain.case.refusal import seconds_left
from services.enrollment.domain.disqualification.states import OUTCOMES, is_running

KIND = DISQUALIFICATION.name
News = news_of(DISQUALIFICATION.owner)


def stands(case: Mapping[str, Any], now: datetime, plan: Plan | None = None) -> Stands:
    """How it stands; the time for a statement, or for an appeal, moves it on by itself."""
    return Stands(
        finished=not is_running(case["state"], case["appeal_closed_at"]),
        state=case["state"],
        version=case["version"],
        revision=case["revision"],
        content_hash=case["content_hash"],
        plan=plan,
        proceed_in=seconds_left(now, case["until"]),
    )


def news(
    case: Mapping[str, Any],
    at: datetime,
    *,
    by_run: bool = False,
    opens: bool = False,
    cause: str = "done",
    deed: Deed | None = None,
    shown: CaseCard | None = None,
) -> CaseNews:
    """What is told of a change; the trainee waits for what becomes of it."""
    state = case["state"]
    return News(
        case_id=case["id"],
        kind=KIND,
        state=state,
        version=case["version"],
        at=at,
        opens=opens,
        finished=not is_running(state, case["appeal_closed_at"]),
        by_run=by_run,
        cause="corrected" if state == "CORRECTED" else cause,
        until=case["until"],
        deed=deed,
        card=shown,
        tells=(case["trainee_id"],) if state in OUTCOMES else (),
    )


def card(case: Mapping[str, Any], plan: Plan, studio_name: str, school_name: str) -> CaseCard:
    """The case as approvals shows it: the trainee's own, so not the trainee's to decide."""
    facts = (
        ("trainee", Label(zh="当事学员", en="Trainee concerned"), case["trainee_name"], "person"),
        ("school", Label(zh="所在学校", en="School"), school_name, "text"),
        ("studio", Label(zh="工作室", en="Studio"), studio_name, "text"),
        ("truancies", Label(zh="旷课次数", en="Truancies"), str(case["truancies"]), "text"),
    )
    return CaseCard(
        case_id=case["id"],
        case_no=case["case_no"],
        kind=KIND,
        title=f"{case['trainee_name']}无故缺席{case['truancies']}次，拟取消学员学习资格",
        applicant_id=case["trainee_id"],
        applicant_name=case["trainee_name"],
        parties=(case["trainee_id"],),
        school_name=school_name,
        studio_id=case["studio_id"],
        studio_name=studio_name,
        county=case["county"],
        facts=tuple(Fact(name=name, label=label, value=value, type=type_) for name, label, value, type_ in facts),
        revision=case["revision"],
        content_hash=case["content_hash"],
        plan=plan,
    )
