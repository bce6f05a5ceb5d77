"""Schools recommend their teachers: the list, one by one, and many in a sheet."""

import asyncio
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from contracts.offices import Role
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.navigation import recommends, roles
from services.portal.frame.visit import Typed, Visit, Visitor, text, texts
from services.portal.frame.words import N_
from services.portal.pages.round.listing import open_rounds

router = APIRouter()

FIELDS = ("round_id", "studio_id", "teacher_id", "reason")


@router.get("/recommendations")
async def recommendations(visit: Visitor, after: str = "") -> Response:
    """What was recommended, and what became of it."""
    return await _page(visit, after, None, {})


async def _page(visit: Visit, after: str, problem: ProblemError | None, typed: Json) -> Response:
    may = recommends(visit.offices)
    found, rounds, imports = await asyncio.gather(
        visit.api.get("/enrollment/recommendations", after=after, limit=30),
        open_rounds(visit) if may else _nothing(),
        _imports(visit) if may else _nothing(),
    )
    shown: dict[str, Any] = {"rounds": rounds, "imports": imports, "may_recommend": may, "form": None}
    if rounds and Role.TRAINEE_SCHOOL in roles(visit.offices):
        shown["form"] = await _choices(visit, typed.get("round_id") or rounds[0]["id"])
    status = problem.status if problem else 200
    query = {"after": after} if after else {}
    return await visit.page(
        "recommendation/page.html", status, problem=problem, typed=typed, found=found, query_kept=query, **shown
    )


async def _nothing() -> list[Json]:
    return []


async def _imports(visit: Visit) -> list[Json]:
    return list((await visit.api.get("/enrollment/recommendation-imports"))["items"])


async def _choices(visit: Visit, round_id: str) -> Json:
    """The school's teachers, and the studios of its county that recruit in the round (Art. 4.2)."""
    me, teachers = await asyncio.gather(
        visit.api.get("/directory/me"), visit.api.get("/enrollment/recommendations/teachers")
    )
    studios = await visit.api.get("/enrollment/studios", round_id=round_id, county=me["county"], limit=200)
    return {"round_id": round_id, "teachers": teachers["items"], "studios": studios["items"]}


@router.post("/recommendations")
async def recommend(visit: Visitor, form: Typed) -> Response:
    """Recommend one teacher."""
    typed: Json = {name: text(form, name) for name in FIELDS} | {"attestations": texts(form, "attestation")}
    try:
        await visit.api.post("/enrollment/recommendations", typed)
    except ProblemError as problem:
        visit.begin_summary()
        return await _page(visit, "", problem, typed)
    return visit.go("/recommendations", N_("已推荐。教师本人会在首页看到，由本人自主报名。"))


@router.post("/recommendations/{recommendation_id}/withdraw")
async def withdraw(visit: Visitor, recommendation_id: str, form: Typed) -> Response:  # noqa: ARG001
    """Take one back, before the teacher has applied."""
    await visit.api.delete(f"/enrollment/recommendations/{recommendation_id}")
    return visit.go("/recommendations", N_("推荐已撤回。"))


@router.get("/recommendations/template.xlsx")
async def template(visit: Visitor, round_id: str) -> Response:
    """The workbook to fill in."""
    path = "/enrollment/recommendations/template.xlsx"
    found = await visit.api.ask("GET", path, params={"round_id": round_id})
    kept = ("content-type", "content-disposition")
    return Response(found.content, headers={name: found.headers[name] for name in kept} | {"Cache-Control": "no-store"})


@router.post("/recommendations/imports")
async def upload(visit: Visitor, form: Typed) -> Response:
    """Have a workbook checked; what is wrong with it as a whole is told here, with its rows on the next page."""
    file = form.get("file")
    files = None
    if isinstance(file, UploadFile) and file.filename:
        files = {"file": (file.filename, file.file, file.content_type or "application/octet-stream")}
    data = {"round_id": text(form, "round_id")}
    try:
        job = await visit.api.ask("POST", "/enrollment/recommendation-imports", data=data, files=files or {"none": b""})
    except ProblemError as problem:
        visit.begin_summary()
        return await _page(visit, "", problem, {"sheet": True} | data)
    return visit.go(f"/recommendations/imports/{job.json()['id']}")


@router.get("/recommendations/imports/{import_id}")
async def progress(visit: Visitor, import_id: str) -> Response:
    """Every fault, or how far it is."""
    job = await visit.api.get(f"/enrollment/recommendation-imports/{import_id}")
    template = "recommendation/progress.html" if visit.fragment else "recommendation/import.html"
    return await visit.page(template, job=job)


@router.post("/recommendations/imports/{import_id}/start")
async def start(visit: Visitor, import_id: str, form: Typed) -> Response:  # noqa: ARG001
    """Let it run."""
    await visit.api.post(f"/enrollment/recommendation-imports/{import_id}/start")
    return visit.go(f"/recommendations/imports/{import_id}")
