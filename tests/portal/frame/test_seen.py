"""What was told of a case is unread until its reader has opened it."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from tests.portal.standing import NOWHERE, SUMMARY, seated
from tests.portal.test_every_page import AT, answering

OUTCOME = {
    "case_id": "1",
    "case_no": "BM-1",
    "kind": "trainee_application",
    "title": "申请",
    "state": "ADMITTED",
    "at": AT,
}
OVERTAKEN = {
    "task_id": "2", "case_id": "1", "case_no": "BM-1", "title": "申请", "verb": "approve", "decided_at": AT, "reason": "withdrawn",
}  # fmt: skip
FAR = {"case_id": "other"}


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ({"outcomes": [OUTCOME], "unread": 1}, 1),
        ({"overtaken": [OVERTAKEN], "unread": 1}, 1),
        ({"outcomes": [OUTCOME | FAR], "overtaken": [OVERTAKEN | FAR], "unread": 2}, 0),
        ({}, 0),
    ],
    ids=["an outcome", "an overtaken decision", "of other cases", "nothing"],
)
async def test_opening_the_case_says_that_it_was_seen(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], seen: int
) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))
    answers, done = answering("little"), list[str]()

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            done.append(request.url.path)
            return httpx2.Response(204)
        if request.url.path == "/api/approvals/summary":
            return httpx2.Response(200, json=SUMMARY | told)
        for (method, path), found in answers.items():
            if method == "GET" and re.fullmatch(path, request.url.path):
                return httpx2.Response(200, json=found)
        return httpx2.Response(404, json={"code": "not_found", "detail": "—"})

    async with seated(app, {}) as browser:
        app.state.services.http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url=NOWHERE)
        page = await browser.get("/cases/1")
        assert page.status_code == 200
        # A page that only looks again says nothing of its reader.
        await browser.get("/cases/1", headers={"HX-Request": "true"})
    assert done == ["/api/approvals/cases/1/seen"] * seen


async def test_the_bell_counts_what_is_unread(app: FastAPI) -> None:
    told = SUMMARY | {"outcomes": [OUTCOME], "overtaken": [OVERTAKEN], "unread": 2}
    async with seated(app, {"GET /api/approvals/summary": lambda _: told}) as browser:
        bell = (await browser.get("/live/bell")).text
    assert "提醒，2 条新消息" in bell
    assert '<span class="tool-count">2</span>' in bell
