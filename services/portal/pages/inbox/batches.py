"""Deciding several cases at once: a preview, then a job with progress and a result for every row."""

import asyncio
import hashlib

from fastapi.responses import Response

from chassis.ids import uuid7
from services.portal.frame.asked.batches import BATCH, PREVIEW, RETRY, START
from services.portal.frame.asked.tasks import TASK, Task
from services.portal.frame.clients import Json
from services.portal.frame.drafts import Undrafted
from services.portal.frame.forms import Router, Sent, again, comes_back
from services.portal.frame.typed import Typed
from services.portal.frame.visit import Visit, Visitor
from services.portal.pages.inbox.inbox import Filtered, inbox

router = Router()

# What was begun about some people must not stand there for others.
KEPT_AS = "/batches/of/{them}"


def _them(visit: Visit, task_ids: list[str]) -> str:
    """Which cases a batch is about, as a word; it stays the same where some of them were struck off meanwhile."""
    digest = hashlib.sha256(" ".join(sorted(task_ids)).encode()).hexdigest()[:24]
    return str(visit.desk.request.path_params.get("them", digest))


async def _tasks(visit: Visit, task_ids: list[str]) -> list[Task]:
    found = await asyncio.gather(*(visit.api.get(TASK, id_) for id_ in task_ids), return_exceptions=True)
    return [task for task in found if not isinstance(task, BaseException)]


def _asked(visit: Visit, form: Typed) -> Json:
    acting = visit.session.acting
    return {
        "proxy_id": acting.proxy_id if acting else None,
        "task_ids": form.ids("task"),
        "verb": form["verb"] or "approve",
        "opinion": form["opinion"].strip(),
        "attestations": form.all("attestation"),
    }


def _drafted(asked: Json, typed: Typed) -> Json:
    """What the form shows: what is asked for, in the words that were begun."""
    return asked | {
        "opinion": typed["opinion"],
        "attestations": typed.all("attestation"),
        "verb": typed["verb"] or asked["verb"],
    }


@router.post("/batches/preview")
@comes_back(inbox, undrafted=Undrafted.CHOICE)
async def preview(visit: Visitor, form: Sent, filters: Filtered) -> Response:
    """Which may be decided together, and which need a look of their own and why."""
    asked = _asked(visit, form)
    if not asked["task_ids"]:
        return visit.go("/inbox")
    # Asked as if words and attestations were there: what shows is a row's own obstacle, not the form still empty.
    tasks = await _tasks(visit, asked["task_ids"])
    attested = sorted({item for task in tasks for item in task["attestations"]})
    whole = asked | {"attestations": attested, "opinion": asked["opinion"] or "……"}
    if visit.desk.problem is None:
        again(visit, None)
    them = _them(visit, asked["task_ids"])
    drafts, looked = await asyncio.gather(visit.drafts(), visit.api.do(PREVIEW, body=whole))
    obstacles = {row["task_id"]: row["problem"]["detail"] for row in looked if row["problem"]}
    return await visit.page(
        "inbox/batch_preview.html",
        together=[task for task in tasks if task["task_id"] not in obstacles],
        apart=[(task, obstacles[task["task_id"]]) for task in tasks if task["task_id"] in obstacles],
        typed=_drafted(asked, drafts.within(KEPT_AS.format(them=them))),
        them=them,
        batch_id=str(uuid7()),
        query_kept=filters.query(),
    )


@router.post("/batches/{batch_id}/of/{them}")
@comes_back(preview, kept_as=KEPT_AS)
async def start(visit: Visitor, batch_id: str, them: str, form: Sent, filters: Filtered) -> Response:  # noqa: ARG001  the list and the draft want them
    """Start the job; the same batch is started once however often the form is sent."""
    asked = _asked(visit, form)
    revisions = Typed((task, revision) for task, _, revision in (each.partition("=") for each in form.all("revision")))
    body = asked | {"revisions": {task: revisions.number(task) for task in asked["task_ids"]}}
    await visit.api.do(START, batch_id, body=body)
    return visit.go(f"/batches/{batch_id}")


@router.post("/batches/{batch_id}/retry")
async def retry(visit: Visitor, batch_id: str) -> Response:
    """Try again what faults alone kept from being decided."""
    await visit.api.do(RETRY, batch_id)
    return visit.go(f"/batches/{batch_id}")


@router.get("/batches/{batch_id}")
async def progress(visit: Visitor, batch_id: str) -> Response:
    """How far it is, and what became of every row."""
    batch = await visit.api.get(BATCH, batch_id)
    template = "inbox/batch_progress.html" if visit.fragment else "inbox/batch.html"
    return await visit.page(template, batch=batch)
