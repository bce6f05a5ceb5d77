"""A job's page: what is still tried, what failed for faults, and the button that works without scripts."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from services.portal.frame.asked.tasks import Task
from tests.portal.standing import seated
from tests.portal.test_every_page import example

ONE, OTHER = "01a22760-94ab-7470-9f2b-402890679721", "01a22760-94ab-7470-9f2b-402890679722"
SOON = datetime(2026, 11, 22, 6, 3, tzinfo=UTC)


def job(*items: dict[str, Any], finished: bool) -> dict[str, Any]:
    plain = {
        "title": "周晓燕申请",
        "case_no": "BM-1",
        "state": "DONE",
        "problem": None,
        "tries": 0,
        "next_try_at": None,
    }
    rows = [plain | {"task_id": str(at)} | item for at, item in enumerate(items)]
    states = [row["state"] for row in rows]
    return {
        "batch_id": "7", "verb": "approve", "total": len(rows), "done": states.count("DONE"),
        "failed": states.count("FAILED"), "retrying": sum(bool(row["next_try_at"]) for row in rows),
        "faulted": sum((row["problem"] or {}).get("code") == "kept_failing" for row in rows), "items": rows,
        "started_at": SOON.isoformat(), "finished_at": SOON.isoformat() if finished else None,
    }  # fmt: skip


RETRYING = {"state": "PENDING", "tries": 2, "next_try_at": SOON.isoformat()}
FAULTED = {"state": "FAILED", "problem": {"code": "kept_failing", "detail": "系统连续多次出错"}, "tries": 6}
REFUSED = {"state": "FAILED", "problem": {"code": "own_case", "detail": "您是当事人"}}


@pytest.mark.parametrize(("others", "pause"), [([{"state": "PENDING"}], "every 1s"), ([{}], "every 5s")])
async def test_what_is_still_tried_is_said_with_what_one_can_do(
    app: FastAPI, others: list[dict[str, Any]], pause: str
) -> None:
    answers = {"GET /api/approvals/batches/7": lambda _: job(RETRYING, *others, finished=False)}
    async with seated(app, answers) as browser:
        page = (await browser.get("/batches/7")).text
    for words in (
        "1 件办理时系统出错，还在重试",
        "</svg>还在重试",
        "已试 2 次，14:03 以后再试",
        "急办的请点开那一件单独办理",
        'href="/inbox/0"',
        "刷新进度",
        pause,
    ):
        assert words in page
    assert "/retry" not in page


async def test_what_failed_for_faults_can_be_tried_again(app: FastAPI) -> None:
    asked: list[str] = []

    def again(request: Any) -> Any:
        asked.append(request.url.path)
        return job(FAULTED, finished=False)

    answers = {
        "GET /api/approvals/batches/7": lambda _: job({}, FAULTED, REFUSED, finished=True),
        "POST /api/approvals/batches/7/retry": again,
    }
    async with seated(app, answers) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        page = (await browser.get("/batches/7")).text
        for words in ('action="/batches/7/retry"', "再试一次（1 件）", "系统连续多次出错", "您是当事人"):
            assert words in page
        assert "hx-trigger" not in page.split('id="batch"')[1].split(">")[0]
        token = app.state.seal.form_token("browser")
        answer = await browser.post("/batches/7/retry", data={"_csrf": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/batches/7")
    assert asked == ["/api/approvals/batches/7/retry"]


async def test_what_was_refused_is_not_tried_again(app: FastAPI) -> None:
    answers = {"GET /api/approvals/batches/7": lambda _: job({}, REFUSED, finished=True)}
    async with seated(app, answers) as browser:
        assert "/retry" not in (await browser.get("/batches/7")).text


async def test_what_was_begun_about_some_does_not_stand_there_for_others(app: FastAPI) -> None:
    """Least of all that each of them was looked at (Art. 4.3)."""
    stored: dict[str, list[list[str]]] = {}

    def drafts(_: httpx2.Request) -> dict[str, Any]:
        items = [
            {"form": form, "version": "1", "saved_at": SOON.isoformat(), "fields": fields}
            for form, fields in stored.items()
        ]
        return {"items": items}

    def task(request: httpx2.Request) -> dict[str, Any]:
        told: dict[str, Any] = example(Task, "all")
        return told | {"task_id": request.url.path.rpartition("/")[2], "attestations": ["ethics"], "verbs": ["approve"]}

    answers = {
        "GET /api/directory/me/drafts": drafts,
        "POST /api/approvals/batches/preview": lambda _: [],
        **{f"GET /api/approvals/tasks/{id_}": task for id_ in (ONE, OTHER)},
    }
    async with seated(app, answers) as browser:
        browser.cookies.set("songjiao_form", "browser", domain="portal.test")
        token = app.state.seal.form_token("browser")

        async def preview(*them: str) -> str:
            return (await browser.post("/batches/preview", data={"_csrf": token, "task": list(them)})).text

        kept_as = preview_form(await preview(ONE))
        stored[kept_as] = [["task", ONE], ["attestation", "ethics"], ["opinion", "已逐人面谈"]]
        for them, restored in (((ONE,), True), ((OTHER,), False), ((ONE, OTHER), False)):
            page = await preview(*them)
            assert ("已逐人面谈" in page) == restored
            assert ('value="ethics" checked' in page) == restored


def preview_form(page: str) -> str:
    """Where what is typed is kept."""
    return page.partition('data-draft="')[2].partition('"')[0]
