"""A studio's establishment as others see it: the card it is shown by, and the news of it (Arts. 3, 4.1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.cases import CaseCard, CaseNews, Deed, Fact, Label, Plan, news_of
from contracts.kinds import STUDIO_ESTABLISHMENT
from services.enrollment.domain.studio.states import ESTABLISHED, OUTCOMES

KIND = STUDIO_ESTABLISHMENT.name
News = news_of(STUDIO_ESTABLISHMENT.owner)


def news(
    studio: Mapping[str, Any],
    version: int,
    at: datetime,
    *,
    by_run: bool = False,
    opens: bool = False,
    deed: Deed | None = None,
    plan: Plan | None = None,
) -> CaseNews:
    """What is told of a change; with a `plan` there is a new revision to show. Host and nominator wait for every outcome."""
    state = studio["state"]
    waiting = dict.fromkeys((studio["nominated_by"], studio["host_id"]))
    return News(
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
        tells=tuple(waiting) if state in OUTCOMES else (),
    )


def card(studio: Mapping[str, Any], plan: Plan) -> CaseCard:
    """The studio as approvals shows it. Host and nominator do not decide on it: it is their own case."""
    titles, proposed = "、".join(studio["host_titles"]), studio.get("proposed_school_name")
    facts = (
        ("nominator", Label(zh="提名人", en="Nominated by"), studio["nominated_by_name"], "person"),
        ("host", Label(zh="主持人", en="Host"), studio["host_name"], "person"),
        ("school", Label(zh="主持人所在学校", en="Host's school"), studio["host_school_name"], "text"),
        ("titles", Label(zh="称号", en="Titles"), titles, "text"),
        ("studio", Label(zh="工作室名称", en="Studio"), studio["name"], "text"),
        ("base_school", Label(zh="推荐的设站学校", en="Base school proposed"), proposed, "text"),
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
