"""Where a case is, read from its plan and log."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.portal.case_path import Drawing
from services.portal.diagram import Path

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
STAGES = ("school", "county", "municipal")
OFFICES = {"school": "云溪实验小学", "county": "文成县名师办", "municipal": "市名师办"}


def entry(verb: str, stage: str | None = None, **more: Any) -> dict[str, Any]:
    known = {"verb": verb, "stage": stage, "at": "2026-11-20T01:00:00Z", "actor_name": "周明", "acting_for_name": None}
    return known | {"overtaken": False} | more


def drawn(state: str, log: list[dict[str, Any]], here: str | None = None, due: str = "2026-11-25T01:00:00Z") -> Path:
    place = (
        {"stage": here, "office_name": OFFICES[here], "since": "2026-11-21T06:00:00Z", "due_at": due} if here else None
    )
    case = {
        "card": {"applicant_name": "王芳", "studio_name": "林晓岚工作室"},
        "plan": {"stages": [{"stage": stage, "office_name": OFFICES[stage], "holders": []} for stage in STAGES]},
        "log": [entry("submit"), *log],
        "here": place,
    }
    return Drawing(case, state, NOW, "zh", lambda words, **values: words % values, "2026-12-01T01:00:00Z").path()


def places(path: Path) -> list[str]:
    return [stop.place for stop in path.stops]


def test_a_new_case_is_at_the_school() -> None:
    path = drawn("SUBMITTED", [], "school")
    assert places(path) == ["done", "here", "next", "next", "next"]
    assert "已等待 1 天" in path.stops[1].lines
    assert path.sentence == "已完成：提交申请。现在：学校推荐。接下来：县名师办审核、市名师办审核、录取。"


def test_past_its_due_date_it_is_late() -> None:
    assert places(drawn("RECOMMENDED", [entry("approve", "school")], "county", "2026-11-21T01:00:00Z"))[2] == "late"


def test_a_returned_case_is_with_the_applicant() -> None:
    path = drawn("RETURNED", [entry("approve", "school"), entry("return", "county")])
    assert places(path) == ["here", "done", "next", "next", "next"]
    assert path.stops[2].branches[0].taken


def test_resubmitted_it_is_where_it_was_returned_from() -> None:
    log = [entry("approve", "school"), entry("return", "county"), entry("resubmit")]
    assert places(drawn("RECOMMENDED", log, "county")) == ["done", "done", "here", "next", "next"]


def test_admitted_everything_is_done() -> None:
    log = [entry("approve", stage) for stage in STAGES]
    assert places(drawn("ADMITTED", log)) == ["done"] * 5


@pytest.mark.parametrize(
    ("state", "stage", "expected"),
    [
        ("SCHOOL_DECLINED", "school", ["done", "ended", "skipped", "skipped", "skipped"]),
        ("COUNTY_REJECTED", "county", ["done", "done", "ended", "skipped", "skipped"]),
        ("MUNICIPAL_REJECTED", "municipal", ["done", "done", "done", "ended", "skipped"]),
    ],
)
def test_a_refusal_ends_the_path(state: str, stage: str, expected: list[str]) -> None:
    log = [entry("approve", each) for each in STAGES[: STAGES.index(stage)]] + [entry("reject", stage)]
    assert places(drawn(state, log)) == expected


@pytest.mark.parametrize("state", ["WITHDRAWN", "LAPSED"])
def test_who_left_did_not_arrive(state: str) -> None:
    assert places(drawn(state, [entry("approve", "school")])) == ["done", "done", "skipped", "skipped", "ended"]


def test_a_decision_by_proxy_names_both() -> None:
    path = drawn("RECOMMENDED", [entry("approve", "school", acting_for_name="陈校长")], "county")
    assert path.stops[1].lines[0] == "周明 代 陈校长"


def test_an_overtaken_decision_decided_nothing() -> None:
    assert places(drawn("WITHDRAWN", [entry("approve", "school", overtaken=True)]))[1] == "skipped"
