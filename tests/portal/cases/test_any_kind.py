"""The page of a case of a kind that only this test knows, and of one that nobody knows: a newer service's."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import NoneType
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from services.portal.frame.calls import Call
from services.portal.frame.words import Pill
from services.portal.kinds import KINDS, register
from services.portal.kinds.declared import Course, End, KindWords, Material, Stage, Verb
from tests.portal.standing import COUNTS, Answer, cookie_of, seated

PARCEL = KindWords(
    kind="parcel",
    name="包裹",
    applicant="寄件人",
    states={"SENT": Pill("已寄出", "here", "send")},
    stages={
        "weighing": Stage(
            "称重", {"approve": Verb("收下", "放上货架", ("不超重。",), effect_last="送达")}, signed="称重"
        )
    },
    logged={"send": "寄出"},
    endings={},
    course=Course(begins="寄出", begun_by=("send",), goal="送达", ends={"LOST": End("丢失", "ended")}, refused={}),
    material=Material(Call("GET", "/post/parcels/{parcel_id}", NoneType), "/parcels/%s/", "物品", {"what": "何物"}),
    sheet="包裹单",
)
STRANGE = "<i>100%(n)s</i>"
APPLICATIONS_WORDS = ("录取", "申请人", "同意推荐", "申请就此结束")
AT = "2026-11-20T01:00:00Z"
PROOF = {"signature": "Ab-_" * 21 + "Ab", "code": "ABCDEFGHIJKLMNOPQRST"}


@pytest.fixture(autouse=True)
def business_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day after the case was sent."""
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


@pytest.fixture
def parcels() -> Iterator[None]:
    register(PARCEL)
    yield
    del KINDS["parcel"]


def a_case(kind: str, state: str, stage: str, verb: str) -> tuple[dict[str, Answer], dict[str, Any]]:
    """What approvals and the owner answer about one case that lies before the reader."""
    about = {
        "case_id": "1", "case_no": "PX-2026-000001", "kind": kind, "title": "一箱书", "applicant_name": "王芳",
        "school_name": "云溪实验小学", "studio_id": "2", "studio_name": "林晓岚工作室", "county": "330328",
    }  # fmt: skip
    office = {"key": "county_office:330328", "role": "county_office", "scope": "330328"}
    task = about | {
        "task_id": "7", "stage": stage, "turn": 1, "seat": 0, "mode": "one", "seats": 1, "facts": [],
        "office": office, "office_name": "文成县名师办", "state": "OPEN",
        "reason": STRANGE, "claimed_by": None, "claimed_until": None, "opened_at": AT, "due_at": "2026-11-25T01:00:00Z",
        "working_days_left": 2,
        "urgency": "week", "reminded": 0, "may_decide": True, "acting_for": None, "revision": 1, "content_hash": "aa",
        "verbs": [verb], "attestations": [], "shortest_reason": 5, "longest_opinion": 1000, "verb": None,
        "opinion": None, "decided_at": None, "decided_by": None,
        "overtaken": False, "closed_reason": None, "closed_at": None,
    }  # fmt: skip
    sent = {
        "verb": "send", "stage": None, "at": AT, "actor_name": "王芳", "acting_for_name": None, "opinion": None,
        "overtaken": False, "files": [], "details": {}, "attestations": [], "turn": 1, "seat": 0, "decision": False,
    }  # fmt: skip
    seat = office | {"name": "文成县名师办"}
    stages = [{"stage": stage, "mode": "one", "offices": [seat], "verbs": [verb], "attestations": []}]
    fact = {"name": "what", "label": {"zh": "何物", "en": "What"}, "value": "一箱书", "type": "text"}
    case = {
        "card": about | {"state": state, "submitted_at": AT, "revision": 1, "content_hash": "aa", "until": None,
        "facts": [fact], "finished": False},
        "state": state, "plan": {"rule_set_version": 1, "stages": stages}, "log": [sent, sent | {"verb": verb,
        "stage": stage, "decision": True}],
        "open_tasks": [task], "here": [{"stage": stage, "turn": 1, "seat": 0, "office_name": "文成县名师办", "since": AT,
        "due_at": AT}], "next": None,
    }  # fmt: skip
    proof = {"sound": True, "length": 2, "head": "h", "flaws": []}
    sheet = {
        "rule_set_version": 1,
        "printed_at": AT,
        "verification": proof,
        "stages": [stages[0] | {"decisions": [case["log"][1] | {"proof": PROOF}]}],
        "attachments": [],
    }
    inbox = {"items": [task], "next": None, "counts": COUNTS | {"total": 1}}
    found = {"items": [case["card"]] * 2, "next": None, "count": 2, "capped": False}
    answers: dict[str, Any] = {
        "GET /api/approvals/cases/1": case, "GET /api/approvals/cases/1/sheet": sheet,
        "GET /api/approvals/tasks/7": task,
        "GET /api/approvals/inbox": inbox, "GET /api/approvals/cases": found,
        "GET /api/enrollment/studios": {"items": [], "next": None}, "GET /api/directory/counties": {"items": []},
        "GET /api/post/parcels/1": {"state": state, "may": [], "revisions": [{"revision": 1,
        "content": {"what": "书"}}]},
    }  # fmt: skip
    return {way: (lambda _, told=told: told) for way, told in answers.items()}, task


PAGES = ("/inbox", "/inbox/7", "/cases/1", "/cases/1/sheet", "/search?q=一箱书")


async def shown(app: FastAPI, answers: dict[str, Answer], language: str = "zh") -> dict[str, str]:
    told = {}
    async with seated(app, answers) as browser:
        browser.cookies.set(cookie_of(app, "songjiao_language"), language, domain="portal.test")
        for address in PAGES:
            page = await browser.get(address)
            assert page.status_code == 200, address
            told[address] = page.text
    return told


async def test_a_kind_is_a_file_of_words_and_nothing_else(app: FastAPI, parcels: None) -> None:
    answers, _ = a_case("parcel", "SENT", "weighing", "approve")
    told = await shown(app, answers)
    for words in ("包裹", "称重", "一箱书"):
        assert words in told["/inbox"]
    for words in ("已寄出", "寄件人", "物品", "何物", "书", "收下", "送达", "不超重。", "寄出"):
        assert words in told["/inbox/7"], words
    for words in ("包裹单", "何物", "称重", "收下"):
        assert words in told["/cases/1/sheet"], words
    for page in told.values():
        main = page.partition("<main")[2]
        assert "尚未收录" not in main
        assert not any(words in main for words in APPLICATIONS_WORDS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["claim", STRANGE, "trainee_application", "disqualification"])
async def test_what_nobody_knows_is_shown_as_it_came(app: FastAPI, kind: str, language: str) -> None:
    answers, _ = a_case(kind, STRANGE, STRANGE, STRANGE)
    told = await shown(app, answers, language)
    note = "尚未收录" if language == "zh" else "not known here yet"
    escaped = "&lt;i&gt;100%(n)s&lt;/i&gt;"
    for address in ("/inbox", "/inbox/7", "/cases/1", "/cases/1/sheet"):
        assert STRANGE not in told[address]
        assert escaped in told[address], address
    assert note in told["/inbox/7"]
    decision = told["/inbox/7"].partition('id="decide"')[2].partition("</form>")[0]
    assert escaped in decision
    assert not any(words in decision for words in APPLICATIONS_WORDS)


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("revision", [1, 2])
async def test_submissions_are_counted_from_the_second_one_on_where_revisions_are_submissions(
    app: FastAPI, parcels: None, monkeypatch: pytest.MonkeyPatch, counted: bool, revision: int
) -> None:
    """The printed form names the first as well; elsewhere a revision is what an office added, and nobody submitted it."""
    monkeypatch.setitem(KINDS, "parcel", replace(PARCEL, material=replace(PARCEL.material, counted=counted)))
    answers, task = a_case("parcel", "SENT", "weighing", "approve")
    case = answers["GET /api/approvals/cases/1"](httpx2.Request("GET", "http://portal.test"))
    task["revision"] = case["card"]["revision"] = revision
    told = await shown(app, answers)
    words = f"第{revision}次提交"
    for address in ("/inbox/7", "/cases/1"):
        assert (words in told[address]) == (counted and revision > 1), address
    assert (words in told["/cases/1/sheet"]) == counted


def test_an_office_never_makes_a_revision_of_an_application_and_does_of_the_others() -> None:
    assert {kind for kind, words in KINDS.items() if words.material.counted} == {"trainee_application"}


async def test_a_kind_nobody_knows_says_nothing_of_an_application(app: FastAPI) -> None:
    answers, _ = a_case("claim", "SUBMITTED", "county", "approve")
    told = await shown(app, answers)
    for address, page in told.items():
        main = page.partition("<main")[2]
        assert "claim（本系统尚未收录）" in main or address.startswith(("/cases", "/search")), address
        assert not any(words in main for words in APPLICATIONS_WORDS), address


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_printed_form_is_an_official_paper(app: FastAPI, parcels: None, language: str) -> None:
    """Chinese whatever the page is in: decisions that say things once, what was attested, all files, room for the seal."""
    answers, _ = a_case("parcel", "SENT", "weighing", "approve")
    sheet = answers["GET /api/approvals/cases/1/sheet"](httpx2.Request("GET", "http://portal.test"))
    decided = sheet["stages"][0]["decisions"][0]
    sheet["stages"][0]["decisions"] = [
        decided | {"opinion": "收下，不超重。", "attestations": ["light"]},
        decided | {"opinion": "可以上架。", "proof": None},
        decided | {"opinion": "早先的意见。", "overtaken": True},
    ]
    sheet["attachments"] = [{"name": "磅单.pdf", "size": 2048, "office_name": "文成县名师办", "added_by": "王芳"}]
    page = (await shown(app, answers, language))["/cases/1/sheet"]
    paper = " ".join(page.partition("<article")[2].partition("</article>")[0].split())
    for words in (
        "何物", ">收下，不超重。<", ">收下：可以上架。<", "已核实：light（本系统尚未收录）。", "（盖章）",
        "磅单.pdf（2 kB，文成县名师办 王芳）", "2026年11月20日（周五）09:00",
    ):  # fmt: skip
        assert words in paper, words
    # One that was overtaken has neither; one that does not prove itself says so.
    assert paper.count("<svg") == paper.count(">ABCD EFGH IJKL MNOP QRST<") == 1
    assert paper.count("签名未通过核验，不得作为依据") == 1
    assert "早先的意见" not in paper


@pytest.mark.parametrize(
    ("public_url", "site", "printed"),
    [
        (None, "http://portal.test", "http://portal.test/check"),
        ("https://songjiao.example/", "https://songjiao.example", "songjiao.example/check"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_beside_each_decision_stands_where_its_signature_is_checked(
    composed: Callable[..., FastAPI], parcels: None, language: str, public_url: str | None, site: str, printed: str
) -> None:
    answers, _ = a_case("parcel", "SENT", "weighing", "approve")
    page = (await shown(composed(public_url=public_url), answers, language))["/cases/1/sheet"]
    assert f'href="{site}/check/PX-2026-000001/{PROOF["signature"]}"' in page
    words = {
        "zh": f"扫码核对签名，或在 {printed} 输入",
        "en": f"Scan to check the signature, or type number and code at {printed}",
    }
    assert words[language] in page
