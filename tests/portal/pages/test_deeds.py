"""A stage that is no decision is done in the bar of its case, whatever the kind: what is refused comes back there."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from tests.portal.cases.test_any_kind import AT, a_case
from tests.portal.standing import COUNTS, Answer, seated

WORDS = "那两次我在县医院陪护家人。"
WHOLE, BESIDE = "请看各项旁的说明。", "至少 10 个字。"
REFUSED = {"code": "invalid", "detail": WHOLE, "errors": [{"field": "words", "detail": BESIDE}]}


@pytest.fixture(autouse=True)
def business_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day after the case began."""
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


def a_statement(**changed: Any) -> dict[str, Answer]:
    """A trainee is asked for a statement; nothing else waits."""
    answers, task = a_case("disqualification", "HOST_CONFIRMED", "statement", "")
    task.update({"verbs": []} | changed)
    content = {"trainee_name": "王芳", "school_name": "云溪实验小学", "studio_name": "林晓岚工作室", "truancies": []}
    owned = {
        "id": "1", "state": "HOST_CONFIRMED", "may": ["statement"], "until": AT,
        "revisions": [{"revision": 1, "content": content | {"statement": ""}}],
    }  # fmt: skip
    answers["GET /api/enrollment/disqualifications/1"] = lambda _: owned
    answers["POST /api/enrollment/disqualifications/1/statement"] = lambda _: {}
    return answers


async def sent(app: FastAPI, answers: dict[str, Answer], **form: str) -> httpx2.Response:
    """Open the task, and send the form that stands in its bar."""
    async with seated(app, answers) as browser:
        page = await browser.get("/inbox/7")
        token = page.text.partition('data-csrf="')[2].partition('"')[0]
        assert 'action="/tasks/7/deed"' in page.text
        assert 'name="said"' in page.text
        return await browser.post("/tasks/7/deed", data={"_csrf": token} | form)


async def test_it_is_done_and_its_owner_shows_it_where_nothing_else_waits(app: FastAPI) -> None:
    answer = await sent(app, a_statement(), filing="statement", said=WORDS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/disqualifications/1")


async def test_the_next_case_comes_up_and_none_that_somebody_else_has(app: FastAPI) -> None:
    answers = a_statement()
    _, other = a_case("disqualification", "HOST_CONFIRMED", "statement", "approve")
    taken, free = other | {"task_id": "8", "may_decide": False}, other | {"task_id": "9"}
    listed = {"items": [other, taken, free], "next": None, "counts": COUNTS}
    answers["GET /api/approvals/inbox"] = lambda _: listed
    answer = await sent(app, answers, filing="statement", said=WORDS)
    assert answer.headers["location"] == "/inbox/9"


@pytest.mark.parametrize("status", [409, 422])
async def test_what_is_refused_comes_back_in_the_bar(app: FastAPI, status: int) -> None:
    answers = a_statement()
    answers["POST /api/enrollment/disqualifications/1/statement"] = lambda _: httpx2.Response(status, json=REFUSED)
    answer = await sent(app, answers, filing="statement", said=WORDS)
    assert answer.status_code == status
    bar = answer.text.partition('id="bar"')[2]
    assert '<details class="fold" open>' in bar
    for words in (WORDS, WHOLE, BESIDE):
        assert words in bar
