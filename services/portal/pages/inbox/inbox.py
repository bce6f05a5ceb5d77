"""What waits: the list left, the case right; on a phone one after the other."""

import asyncio
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel

from services.portal.cases.view import bar, gather
from services.portal.cases.words import CaseWords, deed_of
from services.portal.frame.asked.tasks import ATTACH, CLAIM, DECIDE, INBOX, RELEASE, TASK, Task
from services.portal.frame.clients import Json
from services.portal.frame.counties import counties
from services.portal.frame.files import pass_on
from services.portal.frame.forms import Router, Sent, again, comes_back
from services.portal.frame.rendering import with_query
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_

router = Router()

ROWS = 50
# Which sentence it was stood in the form, where the next office was known.
SAID = N_("%(told)s。")
# So many are looked at for one that is not taken on by somebody else.
NEXT = 10


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
    asked = filters.model_dump() | {"proxy": visit.acting_proxy, "limit": ROWS}
    found, names = await asyncio.gather(visit.api.get(INBOX, **asked), counties(visit))
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
    task = await visit.api.get(TASK, task_id)
    shown = await gather(visit, task["case_id"], task["kind"])
    back = with_query("/inbox", **filters.query())
    shown |= {"open_task": task, "filters": filters, "query_kept": filters.query(), "back": back}
    return shown | await bar(visit, task, shown["owned"])


@router.post("/tasks/{task_id}/decision")
@comes_back(open_task)
async def decide(visit: Visitor, task_id: str, form: Sent, filters: Filtered) -> Response:
    """Decide the named revision; then the next case comes up by itself."""
    for file in await pass_on(visit, form, ATTACH, task_id):
        form.keep("file_id", file["file_id"])
    verb = form["verb"]
    body: Json = {
        "verb": verb,
        "opinion": form["opinion"].strip(),
        "attestations": form.all("attestation"),
        "revision": form.number("revision"),
        "content_hash": form["content_hash"],
        "proxy_id": form.id("proxy_id") or None,
        "file_ids": form.ids("file_id"),
    }
    decided = await visit.api.do(DECIDE, task_id, body=body)
    following = decided.get("next_task_id")
    address = with_query(f"/inbox/{following}" if following else "/inbox", **filters.query())
    return visit.go(address, SAID, told=form[f"says:{verb}"])


@router.post("/tasks/{task_id}/deed")
@comes_back(open_task)
async def do(visit: Visitor, task_id: str, form: Sent, filters: Filtered) -> Response:
    """Do what the stage of the task is there for; then the next case comes up as after a decision. A search does nothing else."""
    task = await visit.api.get(TASK, task_id)
    deed = deed_of(task["kind"], task["stage"])
    if deed is None or form["do"] == "search":
        again(visit, form)
        return await open_task(visit, task_id, filters)
    await deed.doing.do(visit, form, task["case_id"])
    return visit.go(await _after(visit, task, filters), deed.doing.said)


async def _after(visit: Visit, task: Task, filters: Filters) -> str:
    """The next case of the same list, or where its owner shows the one that was dealt with: its task ends a moment later."""
    asked = filters.model_dump() | {"proxy": visit.acting_proxy, "limit": NEXT}
    others = (await visit.api.get(INBOX, **asked))["items"]
    waiting = (each for each in others if each["task_id"] != task["task_id"] and each["may_decide"])
    if following := next(waiting, None):
        return with_query(f"/inbox/{following['task_id']}", **filters.query())
    page = CaseWords(visit.speech).page(task["kind"], task["case_id"])
    return page[0] if page else f"/cases/{task['case_id']}"


@router.post("/tasks/{task_id}/claim")
@comes_back(open_task)
async def claim(visit: Visitor, task_id: str, filters: Filtered) -> Response:
    """Take the task on, so that colleagues see who has it."""
    await visit.api.do(CLAIM, task_id)
    return visit.go(with_query(f"/inbox/{task_id}", **filters.query()), N_("已领取，同事会看到由您办理。"))


@router.post("/tasks/{task_id}/release")
@comes_back(open_task)
async def release(visit: Visitor, task_id: str, filters: Filtered) -> Response:
    """Give it back."""
    await visit.api.do(RELEASE, task_id)
    return visit.go(with_query(f"/inbox/{task_id}", **filters.query()), N_("已放回，科室里其他人可以办理。"))
