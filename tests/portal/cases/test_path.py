"""Where a case is, read from its plan and log."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.portal.cases.diagram import Path
from services.portal.cases.path import Drawing
from services.portal.frame.speech import Speech

SPEECH = Speech("zh", lambda words, **values: words % values)
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DUE = "2026-11-25T01:00:00Z"
STAGES = ("school", "county", "municipal")
OFFICES = {"school": "云溪实验小学", "county": "文成县名师办", "municipal": "市名师办"}


def entry(verb: str, stage: str | None = None, **more: Any) -> dict[str, Any]:
    known = {"verb": verb, "stage": stage, "at": "2026-11-20T01:00:00Z", "actor_name": "周明", "acting_for_name": None}
    decided = stage is not None and verb != "close"
    return known | {"overtaken": False, "details": {}, "seat": 0, "turn": 1, "decision": decided} | more


def planned(stage: str, verbs: tuple[str, ...], name: str, key: str = "municipal_office:city") -> dict[str, Any]:
    return {"stage": stage, "mode": "one", "offices": [{"key": key, "name": name}], "verbs": verbs}


def draw(
    kind: str, stages: list[dict[str, Any]], state: str, log: list[dict[str, Any]], here: str | None, due: str = DUE
) -> Path:
    since = "2026-11-21T06:00:00Z"
    place = {"stage": here, "turn": 1, "seat": 0, "office_name": "", "since": since, "due_at": due}
    case = {
        "card": {"kind": kind, "applicant_name": "王芳", "studio_name": "林晓岚工作室", "finished": False},
        "plan": {"stages": stages},
        "log": log,
        "here": [place] if here else [],
    }
    said = Drawing(case, state, NOW, SPEECH, "2026-12-01T01:00:00Z", ("3 人",))
    return said.path()


def drawn(state: str, log: list[dict[str, Any]], here: str | None = None, due: str = DUE) -> Path:
    stages = [planned(stage, ("approve", "return", "reject"), OFFICES[stage]) for stage in STAGES]
    return draw("trainee_application", stages, state, [entry("submit"), *log], here, due)


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
    assert path.stops[1].lines[:2] == ("同意推荐", "周明 代 陈校长")


def test_an_overtaken_decision_decided_nothing() -> None:
    assert places(drawn("WITHDRAWN", [entry("approve", "school", overtaken=True)]))[1] == "skipped"


def test_an_application_can_be_returned_or_rejected() -> None:
    here = drawn("SUBMITTED", [], "school").stops[1]
    assert [branch.label for branch in here.branches] == ["退回：申请人修改", "不予推荐：流程结束"]


JUDGED, DEED = ("approve", "reject"), ()
QUALIFIED = entry("approve", "qualification")
DISPATCHED = [QUALIFIED, entry("dispatch"), entry("close", "dispatch", details={"reason": "done"}, actor_name=None)]
PROPOSED = [*DISPATCHED, entry("propose_base"), entry("close", "base_proposal", details={"reason": "done"})]


def founding(state: str, log: list[dict[str, Any]], here: str | None = None, school: str = "") -> Path:
    stages = [
        planned("qualification", JUDGED, "市名师办"),
        planned("dispatch", DEED, "市名师办"),
        planned("base_proposal", DEED, "文成县教育局政工科"),
        planned("base_confirmation", JUDGED, "珊溪小学", f"trainee_school:{school}"),
    ]
    return draw("studio_establishment", stages, state, [entry("submit"), *log], here)


def test_a_nomination_waits_for_the_city_and_nobody_knows_the_school_yet() -> None:
    path = founding("NOMINATED", [], "qualification")
    assert places(path) == ["done", "here", "next", "next", "next", "next", "next"]
    assert path.stops[4].lines == ("待定",)
    assert path.sentence == "已完成：提名。现在：资格审核。接下来：下沉、推荐设站学校、设站学校确认、招收学员、启动。"


def test_a_rejected_nomination_ends_at_the_city() -> None:
    path = founding("REJECTED", [entry("reject", "qualification")])
    assert places(path) == ["done", "ended", "skipped", "skipped", "skipped", "skipped", "skipped"]


def test_a_deed_is_done_by_whoever_did_it() -> None:
    path = founding("DISPATCHED", DISPATCHED, "base_proposal")
    assert places(path)[:4] == ["done", "done", "done", "here"]
    assert path.stops[2].lines == ("周明", "11月20日 09:00")


def test_a_deed_nobody_is_told_of_is_done_when_its_task_is_closed_as_done() -> None:
    closed = entry("close", "dispatch", details={"reason": "done"}, actor_name=None)
    assert founding("DISPATCHED", [QUALIFIED, closed]).stops[2].place == "done"
    ended = entry("close", "dispatch", details={"reason": "terminated"}, actor_name=None)
    assert founding("TERMINATED", [QUALIFIED, ended]).stops[2].place == "skipped"


def test_a_school_that_declines_sends_it_back_to_the_county() -> None:
    declined = [*PROPOSED, entry("reject", "base_confirmation")]
    path = founding("BASE_DECLINED", declined, "base_proposal", "1")
    assert places(path)[3:] == ["here", "next", "next", "next"]
    assert [(branch.label, branch.taken) for branch in path.stops[4].branches] == [("不同意，另行推荐", True)]
    again = founding("BASE_PROPOSED", [*declined, entry("propose_base")], "base_confirmation", "2")
    assert places(again)[3:] == ["done", "here", "next", "next"]
    assert [branch.label for branch in again.stops[4].branches] == ["不同意：另行推荐"]


def test_recruiting_it_waits_for_members_and_then_it_has_begun() -> None:
    confirmed = [*PROPOSED, entry("approve", "base_confirmation")]
    recruiting = founding("RECRUITING", confirmed)
    assert places(recruiting) == ["done"] * 5 + ["here", "next"]
    assert recruiting.stops[5].lines == ("3 人",)
    assert recruiting.stops[4].lines[0] == "同意设站"
    assert places(founding("ACTIVE", confirmed)) == ["done"] * 7
    assert [(stop.name, stop.place) for stop in founding("SUSPENDED", confirmed).stops[5:]] == [
        ("招收学员", "done"),
        ("已暂停", "here"),
    ]


CONFIRMED = [entry("flag"), entry("approve", "host_confirmation")]
HEARD = [*CONFIRMED, entry("state", actor_name="学员一"), entry("close", "statement", details={"reason": "done"})]
LOST = [*HEARD, entry("approve", "county_opinion"), entry("approve", "decision")]


def hearing(state: str, log: list[dict[str, Any]], here: str | None = None) -> Path:
    stages = [
        planned("host_confirmation", JUDGED, "林晓岚"),
        planned("statement", DEED, "学员一"),
        planned("county_opinion", JUDGED, "县名师办"),
        planned("decision", JUDGED, "市名师办"),
        planned("appeal_filing", DEED, "学员一"),
        planned("appeal", JUDGED, "市名师办"),
    ]
    return draw("disqualification", stages, state, log, here)


def test_a_statement_is_its_trainees_and_one_not_made_is_told() -> None:
    assert hearing("STATEMENT", HEARD, "county_opinion").stops[2].lines[0] == "学员一"
    silent = [*CONFIRMED, entry("close", "statement", details={"reason": "lapsed"}, actor_name=None)]
    path = hearing("STATEMENT", silent, "county_opinion")
    assert places(path)[:4] == ["done", "done", "skipped", "here"]
    assert path.stops[2].lines[0] == "逾期未提交"


def test_the_county_says_no_and_the_city_decides_all_the_same() -> None:
    path = hearing("COUNTY_OPINION", [*HEARD, entry("reject", "county_opinion")], "decision")
    assert places(path) == ["done", "done", "done", "done", "here", "next", "next", "next"]
    assert path.stops[3].lines[0] == "不支持取消"
    assert path.stops[3].branches == ()


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ([entry("flag"), entry("reject", "host_confirmation")], ["done", "done", *["skipped"] * 5, "done"]),
        (
            [*HEARD, entry("reject", "county_opinion"), entry("reject", "decision")],
            ["done"] * 5 + ["skipped", "skipped", "done"],
        ),
    ],
)
def test_a_dismissed_case_ends_where_it_was_dismissed(log: list[dict[str, Any]], expected: list[str]) -> None:
    path = hearing("DISMISSED", log)
    assert places(path) == expected
    assert path.stops[-1].name == "资格保留"


def test_a_lost_place_is_the_end_once_nobody_appeals_in_time() -> None:
    open_to_appeal = hearing("DISQUALIFIED", LOST, "appeal_filing")
    assert places(open_to_appeal)[4:] == ["done", "here", "next", "next"]
    silent = entry("close", "appeal_filing", details={"reason": "lapsed"}, actor_name=None)
    path = hearing("DISQUALIFIED", [*LOST, silent])
    assert places(path)[4:] == ["done", "skipped", "skipped", "ended"]
    assert path.stops[-1].name == "资格已取消"


@pytest.mark.parametrize(
    ("state", "verb", "end", "place"),
    [("OVERTURNED", "approve", "恢复资格", "done"), ("UPHELD", "reject", "资格已取消", "ended")],
)
def test_an_appeal_ends_one_way_or_the_other(state: str, verb: str, end: str, place: str) -> None:
    path = hearing(state, [*LOST, entry("appeal"), entry(verb, "appeal")])
    assert places(path)[:7] == ["done"] * 7
    assert (path.stops[-1].name, path.stops[-1].place) == (end, place)


def test_attendance_corrected_ends_it_wherever_it_is() -> None:
    closed = entry("close", "statement", details={"reason": "corrected"}, actor_name=None)
    path = hearing("CORRECTED", [*CONFIRMED, entry("correct"), closed])
    assert places(path) == ["done", "done", *["skipped"] * 5, "done"]
    assert path.stops[-1].name == "考勤已更正"


def test_a_kind_nobody_declared_is_drawn_by_its_stages() -> None:
    stages = [planned("weighing", JUDGED, "某处"), planned("doing", DEED, "某处")]
    log = [entry("approve", "weighing"), entry("close", "doing", details={"reason": "done"})]
    path = draw("claim", stages, "SOMEWHERE", log, None)
    assert places(path) == ["done", "done", "done", "next"]
    assert [stop.name for stop in path.stops] == [
        "开始",
        "weighing（本系统尚未收录）",
        "doing（本系统尚未收录）",
        "办结",
    ]
    assert places(draw("claim", stages, "SOMEWHERE", [], "weighing"))[1] == "here"
    assert draw("claim", stages, "SOMEWHERE", [entry("reject", "weighing")], None).stops[1].place == "next"
