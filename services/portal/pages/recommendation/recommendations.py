"""Schools recommend their teachers: the list, one by one, and many in a sheet."""

import asyncio
from typing import Any

from fastapi.responses import Response

from contracts.authority import Right, may_anywhere, reach
from services.portal.frame.asked.directory import ME
from services.portal.frame.asked.recommendations import (
    IMPORT,
    IMPORTS,
    RECOMMEND,
    RECOMMENDATIONS,
    START,
    TAKE_BACK,
    TEACHERS,
    TEMPLATE,
    UPLOAD,
    ImportRow,
)
from services.portal.frame.asked.rounds import RoundRow
from services.portal.frame.asked.studios import STUDIOS
from services.portal.frame.clients import Json
from services.portal.frame.drafts import Undrafted
from services.portal.frame.files import part
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.rendering import with_query
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_
from services.portal.pages.round.listing import open_rounds, places_left, recruiting_in

router = Router()

CHOSEN = ("round_id", "studio_id", "teacher_id")


@router.get("/recommendations")
async def recommendations(visit: Visitor, after: str = "", round_id: str = "") -> Response:
    """What was recommended, and what became of it; the form is that of a round one may recommend in."""
    may = may_anywhere(Right.RECOMMEND_TEACHERS, visit.offices)
    found, rounds, imports = await asyncio.gather(
        visit.api.get(RECOMMENDATIONS, after=after, limit=30),
        _rounds(visit) if may else _nothing(),
        _imports(visit) if may else _nothing(),
    )
    # What comes back is of the round it was sent for, whichever the address names.
    wanted = visit.desk.typed.get("round_id") or round_id or (await visit.typed())["round_id"]
    chosen = wanted if wanted in {each["id"] for each in rounds} else next((each["id"] for each in rounds), "")
    shown: dict[str, Any] = {"rounds": rounds, "imports": imports, "may_recommend": may, "chosen": chosen, "form": None}
    if rounds and reach(Right.RECOMMEND_TEACHERS, visit.offices).schools:
        shown["form"] = await _choices(visit, chosen)
    query = {name: value for name, value in (("after", after), ("round_id", round_id)) if value}
    return await visit.page("recommendation/page.html", found=found, query_kept=query, **shown)


async def _nothing() -> list[Any]:
    return []


async def _rounds(visit: Visit) -> list[RoundRow]:
    """The open ones in which studios of the reader's county recruit (Art. 4.2)."""
    rounds, me = await asyncio.gather(open_rounds(visit), visit.once(ME))
    return recruiting_in(rounds, me["county"])


async def _imports(visit: Visit) -> list[ImportRow]:
    return list((await visit.api.get(IMPORTS))["items"])


async def _choices(visit: Visit, round_id: str) -> Json:
    """The school's teachers, and the studios of its county that recruit in the round (Art. 4.2)."""
    me, teachers = await asyncio.gather(visit.once(ME), visit.api.get(TEACHERS, round_id=round_id))
    studios, left = await asyncio.gather(
        visit.api.get(STUDIOS, round_id=round_id, county=me["county"], limit=200),
        places_left(visit, round_id, me["county"]),
    )
    return {"round_id": round_id, "teachers": teachers["items"], "studios": studios["items"], "left": left}


@router.post("/recommendations")
@comes_back(recommendations)
async def recommend(visit: Visitor, form: Sent) -> Response:
    """Recommend one teacher."""
    body: Json = {name: form.id(name) for name in CHOSEN} | {"reason": form["reason"]}
    body["attestations"] = form.all("attestation")
    await visit.api.do(RECOMMEND, body=body)
    # One round is mostly worked through teacher by teacher.
    there = with_query("/recommendations", round_id=form["round_id"])
    return visit.go(there, N_("已推荐。教师本人会在首页看到，由本人自主报名。"))


@router.post("/recommendations/{recommendation_id}/withdraw")
@comes_back(recommendations)
async def withdraw(visit: Visitor, recommendation_id: str, after: str = "", round_id: str = "") -> Response:
    """Take one back, before the teacher has applied; the list and the form stay where they were."""
    await visit.api.do(TAKE_BACK, recommendation_id)
    return visit.go(with_query("/recommendations", after=after, round_id=round_id), N_("推荐已撤回。"))


@router.get("/recommendations/template.xlsx")
async def template(visit: Visitor, round_id: str) -> Response:
    """The workbook to fill in."""
    found = await visit.api.fetch(TEMPLATE, round_id=round_id)
    kept = ("content-type", "content-disposition")
    return Response(found.content, headers={name: found.headers[name] for name in kept} | {"Cache-Control": "no-store"})


@router.post("/recommendations/imports")
@comes_back(recommendations, undrafted=Undrafted.CHOICE)
async def upload(visit: Visitor, form: Sent) -> Response:
    """Have a workbook checked; what is wrong with it as a whole is told here, with its rows on the next page."""
    files: Json = next((part(upload) for upload in form.chosen("file")), {"none": b""})
    data = {"round_id": form.id("round_id")}
    job = await visit.api.hand_in(UPLOAD, data=data, files=files)
    return visit.go(f"/recommendations/imports/{job['id']}")


@router.get("/recommendations/imports/{import_id}")
async def progress(visit: Visitor, import_id: str) -> Response:
    """Every fault, or how far it is."""
    job = await visit.api.get(IMPORT, import_id)
    template = "recommendation/progress.html" if visit.fragment else "recommendation/import.html"
    return await visit.page(template, job=job)


@router.post("/recommendations/imports/{import_id}/start")
async def start(visit: Visitor, import_id: str) -> Response:
    """Let it run."""
    await visit.api.do(START, import_id)
    return visit.go(f"/recommendations/imports/{import_id}")
