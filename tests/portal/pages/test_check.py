"""Everybody checks what is printed: asked as nobody, answered without scripts, and what does not match is told alike."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from services.portal.frame.clients import Services

ORIGIN = "http://portal.test"
NOWHERE = "http://127.0.0.1:9"
PAPER = {"number": "BM-2026-000001", "code": "ABCD EFGH IJKL MNOP QRST"}
SIGNED: dict[str, Any] = {
    "case_no": "BM-2026-000001", "kind": "trainee_application", "stage": "county", "office_role": "county_office",
    "office_name": "文成县名师办<b>", "verb": "approve", "revision": 2, "decided_at": "2026-11-22T17:05:00Z", "key_id": "kid-1",
    "overtaken": False,
}  # fmt: skip


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    app.state.services = Services(NOWHERE)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as client:
        yield client
    await app.state.services.close()


def answering(app: FastAPI, status: int = 200, **changed: Any) -> list[httpx2.Request]:
    """Approvals, which must not be told who asks; gives what it was asked."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert "authorization" not in request.headers
        asked.append(request)
        told = SIGNED | changed if status == 200 else {"code": "not_found", "detail": "—"}
        return httpx2.Response(status, json=told)

    app.state.services.http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url=NOWHERE)
    return asked


async def test_two_fields_for_what_is_printed(app: FastAPI, browser: httpx2.AsyncClient) -> None:
    asked = answering(app)
    page = await browser.get("/check")
    assert (page.status_code, asked) == (200, [])
    assert "<script" not in page.text
    assert "核对不上" not in page.text
    for words in ("核对审批单", 'name="number"', 'name="code"', 'href="/windows"'):
        assert words in page.text


async def test_what_was_signed_is_told_by_what_was_typed_and_by_what_was_scanned(
    app: FastAPI, browser: httpx2.AsyncClient
) -> None:
    asked = answering(app)
    typed = await browser.get("/check", params=PAPER)
    scanned = await browser.get("/check/BM-2026-000001/Ab-_")
    assert [dict(request.url.params) for request in asked] == [PAPER, PAPER | {"code": "Ab-_"}]
    assert {request.url.path for request in asked} == {"/api/approvals/public/check"}
    for page in (typed, scanned):
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.text
        for words in (
            "签名有效", "学员申请", "BM-2026-000001", "县名师办", "文成县名师办&lt;b&gt;", "第2次提交",
            "2026年11月23日（周一）01:05", "kid-1",
        ):  # fmt: skip
            assert words in page.text, words
        assert "未生效" not in page.text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"overtaken": True}, "决定未生效"),
        ({"office_role": "person", "office_name": None}, "本人决定，不代表部门"),
        ({"office_name": None}, "名称还没有登记"),
        ({"kind": "studio_establishment"}, "第2版"),
        ({"kind": "parcel"}, "parcel（本系统尚未收录）"),
    ],
)
async def test_what_else_there_is_to_know(
    app: FastAPI, browser: httpx2.AsyncClient, changed: dict[str, Any], words: str
) -> None:
    answering(app, **changed)
    page = (await browser.get("/check", params=PAPER)).text
    assert "签名有效" in page
    assert words in page


@pytest.mark.parametrize("status", [404, 422])
@pytest.mark.parametrize(
    "address", ["/check?number=BM<i>&code=1", "/check/BM<i>/1", "/check?number=BM<i>", "/check?code=BM<i>"]
)
async def test_what_does_not_match_is_told_alike_with_what_to_do(
    app: FastAPI, browser: httpx2.AsyncClient, address: str, status: int
) -> None:
    answering(app, status)
    page = await browser.get(address)
    assert page.status_code == 404
    for words in ("核对不上", "向出具单位核实", 'value="BM&lt;i&gt;"'):
        assert words in page.text


async def test_in_english(app: FastAPI, browser: httpx2.AsyncClient) -> None:
    browser.cookies.set("songjiao_language", "en", domain="portal.test")
    answering(app)
    page = (await browser.get("/check", params=PAPER)).text
    for words in ("The signature is valid", "County review", "Mon, 23 Nov 2026, 01:05", "submission no. 2"):
        assert words in page
    answering(app, 404)
    assert "It does not match" in (await browser.get("/check", params=PAPER)).text


async def test_a_service_that_is_away_is_no_wrong_signature(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/check", params=PAPER)
    assert page.status_code == 503
    assert "核对不上" not in page.text
