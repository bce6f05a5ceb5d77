"""What waits: the list left, the case right; on a phone one after the other."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from services.portal.cases.view import gather
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.counties import counties
from services.portal.frame.files import pass_on
from services.portal.frame.rendering import with_query
from services.portal.frame.visit import Typed, Visit, Visitor, text, texts
from services.portal.frame.words import N_

router = APIRouter()

ROWS = 50
SAID = N_("已办理 %(no)s：%(verb)s。")


class Filters(BaseModel):
    """What the list shows; all of it stands in the address, so that a view can be kept and sent."""

    box: str = "offices"
    urgency: str = ""
    stage: str = ""
    county: str = ""
    studio_id: str = ""
    q: str = ""
    after: str = ""

    def query(self) -> dict[str, str]:
        """What differs from the plain inbox."""
        return {k: v for k, v in self.model_dump().items() if v and (k, v) != ("box", "offices")}


Filtered = Annotated[Filters, Query()]


async def _list(visit: Visit, filters: Filters) -> dict[str, Any]:
    acting = visit.session.acting
    asked = filters.model_dump() | {"proxy": acting.proxy_id if acting else "", "limit": ROWS}
    found, names = await asyncio.gather(visit.api.get("/approvals/inbox", **asked), counties(visit))
    shown = {"filters": filters, "query_kept": filters.query(), "found": found, "tasks": found["items"]}
    return shown | {"counties": names, "open_task": None}


@router.get("/inbox")
async def inbox(visit: Visitor, filters: Filtered) -> Response:
    """The list alone."""
    template = "inbox/list.html" if visit.fragment else "inbox/inbox.html"
    return await visit.page(template, **await _list(visit, filters))


@router.get("/inbox/{task_id}")
async def open_task(visit: Visitor, task_id: str, filters: Filtered) -> Response:
    """The list with one of its cases open."""
    if visit.fragment:
        shown = await _open(visit, task_id, filters)
        return await visit.page("case/pane.html", **shown)
    listed, shown = await asyncio.gather(_list(visit, filters), _open(visit, task_id, filters))
    return await visit.page("inbox/inbox.html", acting_for=_principal(shown), **(listed | shown))


def _principal(shown: dict[str, Any]) -> str | None:
    for_whom = shown["open_task"]["acting_for"]
    return str(for_whom["principal_name"]) if for_whom else None


async def _open(visit: Visit, task_id: str, filters: Filters) -> dict[str, Any]:
    task = await visit.api.get(f"/approvals/tasks/{task_id}")
    shown = await gather(visit, task["case_id"], task["kind"])
    back = with_query("/inbox", **filters.query())
    return shown | {"open_task": task, "filters": filters, "query_kept": filters.query(), "back": back}


@router.post("/tasks/{task_id}/decision")
async def decide(visit: Visitor, task_id: str, form: Typed, filters: Filtered) -> Response:
    """Decide the named revision; then the next case comes up by itself."""
    verb = text(form, "verb")
    body: Json = {
        "verb": verb,
        "opinion": text(form, "opinion").strip(),
        "attestations": texts(form, "attestation"),
        "revision": int(text(form, "revision") or 0),
        "content_hash": text(form, "content_hash"),
        "proxy_id": text(form, "proxy_id") or None,
        "file_ids": texts(form, "file_id"),
    }
    try:
        added = await pass_on(visit, form, f"/approvals/tasks/{task_id}/files")
        body["file_ids"] += [file["file_id"] for file in added]
        decided = await visit.api.post(f"/approvals/tasks/{task_id}/decision", body)
    except ProblemError as problem:
        if problem.status == 404:
            raise
        return await _again(visit, task_id, filters, problem, body)
    following = decided.get("next_task_id")
    address = with_query(f"/inbox/{following}" if following else "/inbox", **filters.query())
    return visit.go(address, SAID, no=text(form, "case_no"), verb=text(form, f"says:{verb}"))


async def _again(visit: Visit, task_id: str, filters: Filters, problem: ProblemError, body: Json) -> Response:
    """The same case with what was typed and what is wrong with it."""
    visit.begin_summary()
    listed, shown = await asyncio.gather(_list(visit, filters), _open(visit, task_id, filters))
    context = listed | shown | {"problem": problem, "typed": body}
    return await visit.page("inbox/inbox.html", problem.status, _principal(shown), **context)


@router.post("/tasks/{task_id}/claim")
async def claim(visit: Visitor, task_id: str, form: Typed, filters: Filtered) -> Response:  # noqa: ARG001
    """Take the task on, so that colleagues see who has it."""
    await visit.api.post(f"/approvals/tasks/{task_id}/claim")
    return visit.go(with_query(f"/inbox/{task_id}", **filters.query()), N_("已领取，同事会看到由您办理。"))


@router.post("/tasks/{task_id}/release")
async def release(visit: Visitor, task_id: str, form: Typed, filters: Filtered) -> Response:  # noqa: ARG001
    """Give it back."""
    await visit.api.post(f"/approvals/tasks/{task_id}/release")
    return visit.go(with_query(f"/inbox/{task_id}", **filters.query()), N_("已放回，科室里其他人可以办理。"))
