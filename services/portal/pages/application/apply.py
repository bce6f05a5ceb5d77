"""Applying, step by step: the studio, about oneself, papers, a last look. Everything is kept as it is typed."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel

from chassis.ids import uuid7
from services.portal.frame import formats
from services.portal.frame.asked.applications import APPLICATION, ATTACH, REMOVE_PAPER, SAVE, SUBMIT, Application
from services.portal.frame.asked.directory import ME
from services.portal.frame.asked.studios import STUDIO, STUDIOS, StudioRow
from services.portal.frame.clients import ProblemError
from services.portal.frame.counties import counties
from services.portal.frame.drafts import Undrafted
from services.portal.frame.files import pass_on
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_
from services.portal.pages.application.eligibility import applying
from services.portal.pages.application.returned import returned
from services.portal.pages.application.rounds import has_ended, offered, own_round
from services.portal.pages.application.steps import (
    STEPS,
    Step,
    require,
    sent_from,
    step_in,
    stored,
    to_save,
    typed_fields,
)
from services.portal.pages.round.listing import PlacesLeft, open_rounds, places_left
from services.portal.pages.studio.words import TAKES_MEMBERS

router = Router()

OPEN_TO_EDIT = {"DRAFT", "RETURNED"}


class StudioFilters(BaseModel):
    """Which studios are offered."""

    round_id: str = ""
    county: str = ""
    school_level: str = ""
    q: str = ""
    after: str = ""


Filtered = Annotated[StudioFilters, Query()]


async def _offers(visit: Visit, filters: StudioFilters, application: Application | None = None) -> dict[str, Any]:
    opened, names, me = await asyncio.gather(open_rounds(visit), counties(visit), visit.api.get(ME))
    # Only studios of the own county can be applied to (Art. 4.2), so those are offered unless others were asked for.
    county = filters.county or (me["county"] if me["county"] in names else "")
    rounds = offered(opened, county, application)
    known = [round_["id"] for round_ in rounds]
    round_id = filters.round_id if filters.round_id in known else next(iter(known), "")
    asked = filters.model_copy(update={"county": county, "round_id": round_id})
    studios, left = await asyncio.gather(
        visit.api.get(STUDIOS, limit=30, state=TAKES_MEMBERS, **asked.model_dump()),
        places_left(visit, round_id, county) if round_id else _no_places(),
    )
    return {
        "rounds": rounds,
        "counties": names,
        "studios": studios["items"],
        "next": studios["next"],
        "left": left,
        "filters": asked,
        "query_kept": {key: value for key, value in filters.model_dump().items() if value},
    }


async def _no_places() -> PlacesLeft:
    return PlacesLeft()


@router.get("/apply")
async def choose(visit: Visitor, filters: Filtered) -> Response:
    """Choose a round and a studio; one that was recommended is chosen already, and comes first."""
    asked = filters.model_copy(update={"round_id": visit.desk.typed.get("round_id", filters.round_id)})
    studio_id = visit.desk.typed.get("studio_id", visit.desk.request.query_params.get("studio_id", ""))
    offers, wanted = await asyncio.gather(_offers(visit, asked), _wanted(visit, studio_id))
    offers["studios"] = wanted + [studio for studio in offers["studios"] if studio["id"] != studio_id]
    offers |= await _obstacles(visit, offers)
    typed = {"round_id": asked.round_id, "studio_id": studio_id}
    return await visit.page("application/choose.html", application=None, typed=typed, **offers)


async def _obstacles(visit: Visit, offers: dict[str, Any]) -> dict[str, Any]:
    """What stands against applying in the chosen round, and to which of the studios on offer: said before the first step."""
    begins = await applying(visit, [studio["id"] for studio in offers["studios"]])
    round_id = offers["filters"].round_id
    refused = {studio: against["words"] for (round_, studio), against in begins.studios.items() if round_ == round_id}
    return {"obstacle": begins.against.get(round_id), "refused": refused}


async def _wanted(visit: Visit, studio_id: str) -> list[StudioRow]:
    # One that is not there, or is no id, is not offered; whoever sends it is told so beside the choice.
    with suppress(ProblemError):
        return [await visit.api.get(STUDIO, studio_id)] if studio_id else []
    return []


@router.post("/apply")
@comes_back(choose, undrafted=Undrafted.RECORD)
async def begin(visit: Visitor, form: Sent, filters: Filtered) -> Response:  # noqa: ARG001  the page wants them
    """A draft with an id made here: sent twice it is the same draft."""
    require("studio", form)
    application_id = form.id("id") or str(uuid7())
    await visit.api.do(SAVE, application_id, body=to_save(form) | {"base_version": 0})
    return visit.go(f"/applications/{application_id}/edit?step=about")


@router.get("/applications/{application_id}/edit")
async def edit(visit: Visitor, application_id: str, step: Step = "about") -> Response:
    """One step of a draft; what comes back shows the step it was sent from."""
    application = await visit.api.get(APPLICATION, application_id)
    if application["state"] not in OPEN_TO_EDIT:
        return RedirectResponse(f"/applications/{application_id}", 303)
    if visit.desk.problem:
        step = sent_from(visit.desk.typed, visit.desk.problem)
    shown: dict[str, Any] = {"application": application, "step": step, "steps": STEPS}
    shown["returned"] = await returned(visit, application_id, application["state"])
    if step == "studio":
        # Where one was just now, or where the draft is: never in another round than one has before one's eyes.
        kept = {"round_id": visit.desk.typed["round_id"] or own_round(application)}
        asked = StudioFilters.model_validate(kept | dict(visit.desk.request.query_params))
        shown |= await _offers(visit, asked, application)
        shown["query_kept"]["step"] = step
        shown["ended"] = has_ended(await open_rounds(visit), application)
        shown["refused"] = (await _obstacles(visit, shown))["refused"]
    typed = stored(application) | typed_fields(visit.desk.typed)
    return await visit.page(f"application/{step}.html", typed=typed, **shown)


@router.post("/applications/{application_id}/edit")
@comes_back(edit, undrafted=Undrafted.RECORD)
async def save(visit: Visitor, application_id: str, form: Sent) -> Response:
    """Keep what was typed; the button says where to go on. Programs of the page get a sentence instead of a page."""
    base = {"base_version": form.number("base_version")}
    saved = await visit.api.do(SAVE, application_id, body=to_save(form) | base)
    if visit.desk.wants_json:
        words = visit.speech.say(N_("已保存 %(time)s"), time=formats.clock_time(saved["saved_at"]))
        return JSONResponse({"words": words, "version": saved["version"]})
    if form["go"] == "leave":
        return visit.go("/applications", N_("草稿已保存，可以随时回来继续填写。"))
    step, onward = step_in(form, "step"), step_in(form, "go")
    if STEPS.index(onward) > STEPS.index(step):
        require(step, form, stored(await visit.api.get(APPLICATION, application_id)))
    return visit.go(f"/applications/{application_id}/edit?step={onward}")


@router.post("/applications/{application_id}/files")
@comes_back(edit, undrafted=Undrafted.RECORD)
async def add_files(visit: Visitor, application_id: str, form: Sent) -> Response:
    """Add papers; the answer suits scripts and plain forms alike."""
    await pass_on(visit, form, ATTACH, application_id)
    if visit.desk.wants_json:
        return JSONResponse({"words": "ok"})
    return visit.go(f"/applications/{application_id}/edit?step=files")


@router.post("/applications/{application_id}/files/{file_id}/remove")
async def remove_file(visit: Visitor, application_id: str, file_id: str) -> Response:
    """Take a paper off a draft."""
    await visit.api.do(REMOVE_PAPER, application_id, file_id)
    return visit.go(f"/applications/{application_id}/edit?step=files")


@router.post("/applications/{application_id}/submit")
@comes_back(edit, undrafted=Undrafted.RECORD)
async def submit(visit: Visitor, application_id: str, form: Sent) -> Response:
    """Send it off, or back after a correction; what is missing is named with the way to it."""
    body = {"version": form.number("version")}
    await visit.api.do(SUBMIT, application_id, body=body)
    return visit.go(f"/applications/{application_id}", N_("申请已提交。每一步的进展都会显示在这里。"))
