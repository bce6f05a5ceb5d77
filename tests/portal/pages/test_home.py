"""Home differs by what somebody is: one sentence and where to begin, one card, what is not well; the most pressing first."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_type_hints

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from services.portal.frame.asked.members import MemberRow
from services.portal.frame.asked.studios import StudioRow
from services.portal.frame.asked.tasks import Task
from tests.portal.standing import COUNTS, SUMMARY, seated
from tests.portal.test_every_page import example

CASE = "01a22760-94ab-7470-9f2b-40289067972a"
STUDIO = "01a22760-94ab-7470-9f2b-40289067972b"
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
SOON, GONE = "2026-11-20T06:30:00Z", "2026-11-19T06:30:00Z"
COUNTY, SCHOOL, HOST = "county_office:330328", f"trainee_school:{STUDIO}", f"host:{STUDIO}"
HR, ADMINISTRATOR = "municipal_hr_division:city", "administrator:city"
NOTHING: dict[str, Any] = {"items": [], "next": None}

Answers = dict[str, Callable[[httpx2.Request], Any]]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: NOW)


def answers(**changed: Any) -> Answers:
    """Services that have nothing to tell but what is given, by the last part of its path."""
    told: dict[str, Any] = {
        "approvals/inbox": NOTHING | {"counts": COUNTS},
        "approvals/summary": SUMMARY,
        "approvals/standing": {"stages": [], "offices": [], "oldest": [], "lately": 30},
        "directory/operations": WELL,
        "approvals/operations": WELL,
        "enrollment/operations": WELL,
        **{
            f"enrollment/{each}": NOTHING
            for each in (
                "applications/mine", "recommendations", "recommendations/mine", "members", "members/mine", "members/alerts",
                "disqualifications", "rounds", "studios", "eligibility",
            )
        },
    }  # fmt: skip
    told |= {path.replace("__", "/"): answer for path, answer in changed.items()}
    return {f"GET /api/{path}": always(answer) for path, answer in told.items()}


def always(answer: Any) -> Callable[[httpx2.Request], Any]:
    return lambda _: answer


WELL: dict[str, Any] = {"bus": True, "waiting": 0, "waiting_for": None, "dead_letters": []}


def task(number: int, urgency: str, due_at: str, **changed: Any) -> dict[str, Any]:
    made = {name: example(of, "little", name) for name, of in get_type_hints(Task).items()}
    named = {"task_id": f"{number}", "applicant_name": f"教师{number}", "urgency": urgency, "due_at": due_at}
    verbs = {"kind": "trainee_application", "stage": "county", "verbs": ["approve"], "may_decide": True}
    return made | named | verbs | changed


def inbox(*tasks: dict[str, Any]) -> dict[str, Any]:
    by_urgency = {
        name: sum(each["urgency"] == name for each in tasks) for name in ("overdue", "today", "week", "later")
    }
    return NOTHING | {"items": list(tasks), "counts": by_urgency | {"total": len(tasks), "capped": False}}


async def home(app: FastAPI, told: Answers, *offices: str) -> str:
    async with seated(app, told, offices=offices) as browser:
        answer = await browser.get("/")
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.partition("<main")[2].split())


async def test_who_decides_is_told_in_one_sentence_and_where_to_begin(app: FastAPI) -> None:
    waiting = inbox(
        task(1, "overdue", GONE, may_decide=False, claimed_by={"id": "1", "name": "钟少青"}), task(2, "today", SOON)
    )
    page = await home(app, answers(approvals__inbox=waiting), COUNTY)
    for words in ("有 2 件事项等您办理", "1 件已超期", "1 件今天到期", "最早的一件 11月19日 14:30 到期"):
        assert words in page
    # What a colleague has taken on is no place to begin.
    assert 'href="/inbox/2">开始办理' in page
    assert "钟少青已领取" in page


async def test_where_nothing_waits_there_is_nothing_to_begin(app: FastAPI) -> None:
    page = await home(app, answers(), COUNTY)
    assert "都办完了" in page
    assert "开始办理" not in page


def own(state: str, **changed: Any) -> dict[str, Any]:
    row = {
        "id": CASE,
        "case_no": "BM-1",
        "state": state,
        "state_since": GONE,
        "studio_name": "林晓岚工作室",
        "correction_until": None,
    }
    return NOTHING | {"items": [row | changed]}


async def test_a_teacher_sees_where_it_is_who_has_it_until_when_and_what_to_do(app: FastAPI) -> None:
    place = {"stage": "county", "turn": 1, "seat": 0, "office_name": "文成县名师办", "since": GONE, "due_at": SOON}
    case = {
        "case_id": CASE, "case_no": "BM-1", "kind": "trainee_application", "title": "申请", "studio_name": None,
        "state": "RECOMMENDED", "finished": False, "submitted_at": GONE, "until": None, "here": [place],
    }  # fmt: skip
    told = answers(enrollment__applications__mine=own("RECOMMENDED"), approvals__summary=SUMMARY | {"started": [case]})
    page = await home(app, told)
    for words in ("文成县名师办 · 县名师办审核", "11月19日 14:30", "2026年11月20日（周五）14:30", "您现在不用做什么"):
        assert words in page
    assert page.count('aria-current="step"') == 1
    assert page.count("<section") == 1, "one card"


@pytest.mark.parametrize(
    ("state", "button"), [("RETURNED", "修改申请"), ("DRAFT", "继续填写"), ("LAPSED", "重新申请"), ("SUBMITTED", "")]
)
async def test_the_card_offers_what_can_be_done(app: FastAPI, state: str, button: str) -> None:
    rounds = NOTHING | {"items": [{"id": "1", "name": "第二批", "state": "OPEN", "opens_at": GONE, "closes_at": SOON}]}
    told = answers(
        enrollment__applications__mine=own(state, correction_until=SOON),
        enrollment__rounds=rounds,
        enrollment__eligibility={"items": [{"round_id": "1", "obstacle": None, "studios": []}]},
    )
    page = await home(app, told)
    offered = [words for words in ("修改申请", "继续填写", "重新申请") if words in page]
    assert offered == ([button] if button else [])


async def test_nobody_is_invited_where_no_round_is_open(app: FastAPI) -> None:
    page = await home(app, answers())
    assert "现在没有正在招收的批次" in page
    assert 'href="/apply"' not in page


async def test_a_host_sees_members_window_and_plans_each_one_click_away(app: FastAPI) -> None:
    studio = {name: example(of, "little", name) for name, of in get_type_hints(StudioRow).items()}
    studio |= {"id": STUDIO, "name": "林晓岚工作室", "members": 3, "minimum": 10, "short": True, "state": "RECRUITING"}
    member = {name: example(of, "little", name) for name, of in get_type_hints(MemberRow).items()}
    member |= {"membership_id": "7", "studio": {"id": STUDIO, "name": "林晓岚工作室", "host_name": "林晓岚"}}
    window = {"studio_id": STUDIO, "name": "林晓岚工作室", "published_at": None, "draft": None, "consent": None}
    told = answers(enrollment__members=NOTHING | {"items": [member], "count": 1, "capped": False})
    told |= {
        f"GET /api/enrollment/studios/{STUDIO}": lambda _: studio | {"host_id": "1", "host_school_name": None, "host_titles": []},
        f"GET /api/enrollment/studios/{STUDIO}/window": lambda _: window,
    }  # fmt: skip
    page = await home(app, told, HOST)
    assert "3/10" in page
    assert f'href="/studios/{STUDIO}/window"><span' in page
    assert "窗口未发布" in page
    assert 'href="/members/7"><span' in page
    assert "您还没有申请" not in page


async def test_a_principal_sees_what_became_of_what_was_put_forward(app: FastAPI) -> None:
    row = {
        "id": "1", "teacher_name": "周雨晴", "school_name": "云溪小学", "studio_name": "林晓岚工作室", "round_name": "第二批",
        "reason": "好",
        "recommended_by_name": "钱校长", "recommended_at": GONE, "withdrawn_at": None, "application_id": CASE,
        "application_state": "RECOMMENDED",
    }  # fmt: skip
    waits = row | {"id": "2", "teacher_name": "吴𠮷祥", "application_id": None, "application_state": None}
    page = await home(app, answers(enrollment__recommendations=NOTHING | {"items": [row, waits]}), SCHOOL)
    assert f'href="/cases/{CASE}"' in page
    assert "待县名师办审核" in page
    assert "等本人报名" in page
    assert "您还没有提名过主持人" in page


async def test_hr_sees_how_long_things_lie_and_each_county_against_its_places(app: FastAPI) -> None:
    stage = {
        "kind": "trainee_application",
        "stage": "county",
        "open": 4,
        "overdue": 1,
        "longest": 3 * 86400,
        "decided": 2,
        "usual": 7200,
    }
    oldest = {
        "case_id": CASE, "case_no": "BM-1", "kind": "trainee_application", "title": "周雨晴的申请", "stage": "county",
        "office_name": "文成县名师办", "opened_at": GONE, "due_at": GONE, "urgency": "overdue",
    }  # fmt: skip
    standing = {
        "stages": [stage],
        "offices": [stage | {"office_name": "文成县名师办"}],
        "oldest": [oldest],
        "lately": 30,
    }
    rounds = NOTHING | {"items": [{"id": "1", "name": "第二批", "state": "OPEN", "opens_at": GONE, "closes_at": SOON}]}
    county = {
        "county": "330328",
        "name": "文成县",
        "studios": 2,
        "applied": 9,
        "recommended": 0,
        "admitted": 5,
        "quota": None,
        "left": 15,
    }
    told = answers(approvals__standing=standing, enrollment__rounds=rounds) | {
        "GET /api/enrollment/rounds/1/places": lambda _: {
            "minimum": 10,
            "counties": [county],
            "studios": [],
            "short": [],
        }
    }
    page = await home(app, told, HR)
    for words in ("3 天", "2 小时", f'href="/cases/{CASE}"', "5 / 20", "等得最久的 1 件"):
        assert words in page
    assert "等您办理" not in page
    # The administrator sees totals and no cases: numbers without ways that lead nowhere.
    page = await home(app, told, ADMINISTRATOR)
    assert "5 / 20" in page
    assert "?county=330328" not in page
    assert "各环节用时" not in page


@pytest.mark.parametrize(
    ("ill", "words"),
    [
        ({}, ("系统运行正常",)),
        ({"directory__operations": None}, ("系统有 1 处不正常", "没有回应")),
        ({"approvals__operations": WELL | {"bus": False, "dead_letters": None}}, ("系统有 1 处不正常", "连不上消息总线")),
        ({"approvals__operations": WELL | {"waiting": 3, "waiting_for": 300}}, ("系统有 1 处不正常", "有事件 5 分钟没有发出")),
        ({"approvals__operations": WELL | {"waiting": 3, "waiting_for": 1}}, ("系统运行正常",)),
        ({"directory__operations": WELL | {"dead_letters": [{"process": "workflows", "count": 2}]}}, ("系统有 1 处不正常", "流程 2")),
    ],
)  # fmt: skip
async def test_an_administrator_sees_what_is_not_well(
    app: FastAPI, ill: dict[str, Any], words: tuple[str, ...]
) -> None:
    page = await home(app, answers(**ill), ADMINISTRATOR)
    assert all(each in page for each in words), page
    assert "songjiao doctor" in page


async def test_what_the_bus_cannot_tell_is_not_shown_as_none(app: FastAPI) -> None:
    away = WELL | {"bus": False, "dead_letters": None}
    told = {f"{service}__operations": away for service in ("directory", "approvals", "enrollment")}
    page = await home(app, answers(**told), ADMINISTRATOR)
    assert "现在不知道" in page
    assert "没有无法接收的事件" not in page


async def test_several_roles_stand_one_below_the_other_the_most_pressing_first(app: FastAPI) -> None:
    waiting = inbox(task(1, "later", SOON))
    returned = answers(approvals__inbox=waiting, enrollment__applications__mine=own("RETURNED", correction_until=SOON))
    page = await home(app, returned, SCHOOL)
    assert page.index("逾期失效") < page.index("开始办理") < page.index("推荐的教师")
    late = answers(approvals__inbox=inbox(task(1, "overdue", GONE)), enrollment__applications__mine=own("SUBMITTED"))
    page = await home(app, late, SCHOOL)
    assert page.index("开始办理") < page.index("林晓岚工作室")


async def test_what_several_parts_read_is_asked_once(app: FastAPI) -> None:
    asked: list[str] = []

    def noted(path: str, answer: Callable[[httpx2.Request], Any]) -> Callable[[httpx2.Request], Any]:
        def note(request: httpx2.Request) -> Any:
            asked.append(path)
            return answer(request)

        return note

    told = {path: noted(path, answer) for path, answer in answers().items()}
    await home(app, told, COUNTY, SCHOOL, HR, ADMINISTRATOR)
    assert {path: asked.count(path) for path in set(asked) if asked.count(path) > 1} == {}
