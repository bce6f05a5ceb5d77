"""Applying, step by step: the studio, about oneself, papers, a last look. Everything is kept as it is typed."""

import asyncio
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from chassis.ids import uuid7
from services.portal import formats
from services.portal.clients import Json, ProblemError
from services.portal.counties import counties
from services.portal.pages.files import pass_on
from services.portal.rounds import open_rounds
from services.portal.visit import Typed, Visit, Visitor, text
from services.portal.words import N_, TAKES_MEMBERS

router = APIRouter()

Step = Literal["studio", "about", "files", "check"]
STEPS: tuple[Step, ...] = get_args(Step)
FIELDS = ("round_id", "studio_id", "motivation", "post", "title", "phone")
ABOUT = {"motivation", "post", "title", "phone"}
OPEN_TO_EDIT = {"DRAFT", "RETURNED"}


class StudioFilters(BaseModel):
    """Which studios are offered."""

    round_id: str = ""
    county: str = ""
    school_level: str = ""
    q: str = ""
    after: str = ""


Filtered = Annotated[StudioFilters, Query()]


async def _offers(visit: Visit, filters: StudioFilters) -> dict[str, Any]:
    rounds, names, me = await asyncio.gather(open_rounds(visit), counties(visit), visit.api.get("/directory/me"))
    rounds.sort(key=lambda each: each["closes_at"])
    # Only studios of the own county can be applied to (Art. 4.2), so those are offered unless others were asked for.
    county = filters.county or (me["county"] if me["county"] in names else "")
    asked = filters.model_copy(
        update={"county": county, "round_id": filters.round_id or (rounds[0]["id"] if rounds else "")}
    )
    studios = await visit.api.get("/enrollment/studios", limit=30, state=TAKES_MEMBERS, **asked.model_dump())
    return {
        "rounds": rounds,
        "counties": names,
        "studios": studios["items"],
        "next": studios["next"],
        "filters": asked,
        "query_kept": {key: value for key, value in filters.model_dump().items() if value},
    }


@router.get("/apply")
async def choose(visit: Visitor, filters: Filtered) -> Response:
    """Choose a round and a studio; one that was recommended is chosen already, and comes first."""
    studio_id = visit.desk.request.query_params.get("studio_id", "")
    offers, wanted = await asyncio.gather(_offers(visit, filters), _wanted(visit, studio_id))
    offers["studios"] = wanted + [studio for studio in offers["studios"] if studio["id"] != studio_id]
    return await visit.page("application/choose.html", application=None, typed={"studio_id": studio_id}, **offers)


async def _wanted(visit: Visit, studio_id: str) -> list[Json]:
    return [await visit.api.get(f"/enrollment/studios/{studio_id}")] if studio_id else []


@router.post("/apply")
async def begin(visit: Visitor, form: Typed) -> Response:
    """A draft with an id made here: sent twice it is the same draft."""
    application_id = text(form, "id") or str(uuid7())
    body = {"round_id": text(form, "round_id"), "studio_id": text(form, "studio_id"), "base_version": 0}
    try:
        await visit.api.put(f"/enrollment/applications/{application_id}", body)
    except ProblemError as problem:
        visit.begin_summary()
        filters = StudioFilters(round_id=body["round_id"] or "")
        offers = await _offers(visit, filters)
        return await visit.page(
            "application/choose.html", problem.status, problem=problem, application=None, typed=body, **offers
        )
    return visit.go(f"/applications/{application_id}/edit?step=about")


@router.get("/applications/{application_id}/edit")
async def edit(visit: Visitor, application_id: str, step: Step = "about") -> Response:
    """One step of a draft."""
    return await edit_page(visit, application_id, step, None)


async def edit_page(
    visit: Visit, application_id: str, step: Step, problem: ProblemError | None, typed: Json | None = None
) -> Response:
    """A step, with what is wrong and what was typed when it comes back."""
    if visit.desk.request.scope["method"] == "POST":
        visit.begin_summary()
    application = await visit.api.get(f"/enrollment/applications/{application_id}")
    if application["state"] not in OPEN_TO_EDIT:
        return RedirectResponse(f"/applications/{application_id}", 303)
    shown: dict[str, Any] = {
        "application": application,
        "step": step,
        "steps": STEPS,
        "typed": stored(application) | (typed or {}),
    }
    if step == "studio":
        filters = StudioFilters.model_validate(dict(visit.desk.request.query_params))
        shown |= await _offers(visit, filters)
    status = problem.status if problem else 200
    return await visit.page(f"application/{step}.html", status, problem=problem, **shown)


def faulty_step(problem: ProblemError) -> Step:
    """The step that shows each fault beside its field; where they lie in several, the last look names the way to each."""
    return "about" if problem.fields and problem.fields.keys() <= ABOUT else "check"


def stored(application: Json) -> Json:
    """The fields of the draft as the service has them."""
    return {name: application["draft"].get(name) for name in FIELDS}


@router.post("/applications/{application_id}/edit")
async def save(visit: Visitor, request: Request, application_id: str, form: Typed) -> Response:
    """Keep what was typed; the button says where to go on. Programs of the page get a sentence instead of a page."""
    wants_json = "application/json" in request.headers.get("accept", "")
    fields = typed_fields(form)
    base = {"base_version": int(text(form, "base_version") or 0)}
    try:
        saved = await visit.api.put(f"/enrollment/applications/{application_id}", fields | base)
    except ProblemError as problem:
        if wants_json:
            return JSONResponse({"words": problem.words, "fields": problem.fields}, problem.status)
        return await edit_page(visit, application_id, _step(form, "step"), problem, fields)
    if wants_json:
        words = visit.desk.pages.say(visit.language, N_("已保存 %(time)s"), time=formats.clock_time(saved["saved_at"]))
        return JSONResponse({"words": words, "version": saved["version"]})
    if text(form, "go") == "leave":
        return visit.go("/applications", N_("草稿已保存，可以随时回来继续填写。"))
    return visit.go(f"/applications/{application_id}/edit?step={_step(form, 'go')}")


def typed_fields(form: FormData) -> Json:
    """The fields this step's form carries, as typed; the others stay as they are."""
    return {name: text(form, name) for name in FIELDS if name in form}


def _step(form: FormData, field: str) -> Step:
    named = text(form, field)
    return next((step for step in STEPS if step == named), "about")


@router.post("/applications/{application_id}/files")
async def add_files(visit: Visitor, request: Request, application_id: str, form: Typed) -> Response:
    """Add papers; the answer suits scripts and plain forms alike."""
    wants_json = "application/json" in request.headers.get("accept", "")
    try:
        await pass_on(visit, form, f"/enrollment/applications/{application_id}/files")
    except ProblemError as problem:
        if wants_json or problem.status == 404:
            raise
        return await edit_page(visit, application_id, "files", problem)
    if wants_json:
        return JSONResponse({"words": "ok"})
    return visit.go(f"/applications/{application_id}/edit?step=files")


@router.post("/applications/{application_id}/files/{file_id}/remove")
async def remove_file(visit: Visitor, application_id: str, file_id: str, form: Typed) -> Response:  # noqa: ARG001
    """Take a paper off a draft."""
    await visit.api.delete(f"/enrollment/applications/{application_id}/files/{file_id}")
    return visit.go(f"/applications/{application_id}/edit?step=files")


@router.post("/applications/{application_id}/submit")
async def submit(visit: Visitor, application_id: str, form: Typed) -> Response:
    """Send it off, or back after a correction; what is missing is named with the way to it."""
    try:
        await visit.api.post(
            f"/enrollment/applications/{application_id}/submit", {"version": int(text(form, "version") or 0)}
        )
    except ProblemError as problem:
        if problem.status == 404:
            raise
        return await edit_page(visit, application_id, faulty_step(problem), problem)
    return visit.go(f"/applications/{application_id}", N_("申请已提交。每一步的进展都会显示在这里。"))
