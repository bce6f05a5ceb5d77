"""Members: the register, one member with plans and history, and what trainee, host and offices do about them."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from contracts.offices import CITY
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.counties import counties
from services.portal.frame.files import sheet, show
from services.portal.frame.visit import Typed, Visit, Visitor, text
from services.portal.frame.words import N_
from services.portal.pages.studio.words import TAKES_MEMBERS

router = APIRouter()


class Filters(BaseModel):
    """What the register shows."""

    county: str = ""
    state: str = ""
    plan: str = ""
    studio_id: str = ""
    q: str = ""
    after: str = ""


@router.get("/members")
async def members(visit: Visitor, filters: Annotated[Filters, Query()]) -> Response:
    """The register (学员名册), by county, state, plan and words."""
    found, names = await asyncio.gather(
        visit.api.get("/enrollment/members", limit=30, **filters.model_dump()), counties(visit)
    )
    kept = {key: value for key, value in filters.model_dump().items() if value}
    # Chips for counties are of use to those who see more than one.
    citywide = any(key.endswith(f":{CITY}") for key in visit.offices)
    shown = {"found": found, "members": found["items"], "counties": names if citywide else {}}
    return await visit.page("member/list.html", filters=filters, query_kept=kept, **shown)


@router.get("/my-studio")
async def my_studio(visit: Visitor) -> Response:
    """The page of one's own latest membership."""
    found = (await visit.api.get("/enrollment/members/mine"))["items"]
    return RedirectResponse(f"/members/{found[0]['membership_id']}" if found else "/studios", 303)


@router.get("/members/{membership_id}")
async def member(visit: Visitor, membership_id: str) -> Response:
    """One member: state, plans, history, and what may be done."""
    return await _page(visit, membership_id)


async def _page(visit: Visit, membership_id: str, problem: ProblemError | None = None, **typed: str) -> Response:
    """The page; with what is wrong and what was typed when a form comes back."""
    if problem is not None:
        visit.begin_summary()
    found = await visit.api.get(f"/enrollment/members/{membership_id}")
    status = problem.status if problem else 200
    return await visit.page("member/show.html", status, member=found, problem=problem, typed=typed)


@router.post("/members/{membership_id}/plans")
async def hand_in(visit: Visitor, membership_id: str, form: Typed) -> Response:
    """Hand in a plan or its next revision."""
    typed = {"title": text(form, "plan_title"), "years": text(form, "years")}
    upload = form.get("file")
    # Without a file the form is sent as it is, and the service says what is missing.
    parts = {}
    if isinstance(upload, UploadFile) and upload.filename:
        parts["file"] = (upload.filename, upload.file, upload.content_type or "application/octet-stream")
    try:
        await visit.api.ask("POST", f"/enrollment/members/{membership_id}/plans", data=typed, files=parts)
    except ProblemError as problem:
        if problem.status not in (413, 422):
            raise
        return await _page(visit, membership_id, problem, **typed)
    return visit.go(f"/members/{membership_id}", N_("成长规划已上传，等主持人确认。"))


@router.post("/members/{membership_id}/plans/{revision}/decision")
async def decide(visit: Visitor, membership_id: str, revision: int, form: Typed) -> Response:
    """Confirm or return the revision that was read."""
    body = {name: text(form, name) for name in ("verb", "sha256", "opinion")}
    try:
        await visit.api.post(f"/enrollment/members/{membership_id}/plans/{revision}/decision", body)
    except ProblemError as problem:
        if problem.status != 422:
            raise
        return await _page(visit, membership_id, problem, opinion=body["opinion"])
    said = N_("成长规划已确认。") if body["verb"] == "confirm" else N_("成长规划已退回，学员修改后会再次上传。")
    return visit.go(f"/members/{membership_id}", said)


@router.get("/members/{membership_id}/plans/{revision}/file")
async def plan_file(visit: Visitor, request: Request, membership_id: str, revision: int) -> Response:
    """The file of a revision."""
    return await show(visit, request, f"/enrollment/members/{membership_id}/plans/{revision}/file")


@router.post("/members/{membership_id}/leave")
async def leave(visit: Visitor, membership_id: str, form: Typed) -> Response:
    """Leave the studio, or record that somebody does."""
    reason = text(form, "reason")
    try:
        await visit.api.post(f"/enrollment/members/{membership_id}/leave", {"reason": reason})
    except ProblemError as problem:
        if problem.status != 422:
            raise
        return await _page(visit, membership_id, problem, reason=reason)
    return visit.go(f"/members/{membership_id}", N_("退出已登记。"))


@router.get("/members/{membership_id}/transfer")
async def to_transfer(visit: Visitor, membership_id: str, studio_id: str = "") -> Response:
    """Where to, and why."""
    return await _transfer(visit, membership_id, None, studio_id=studio_id)


async def _transfer(visit: Visit, membership_id: str, problem: ProblemError | None, **typed: str) -> Response:
    if problem is not None:
        visit.begin_summary()
    found = await visit.api.get(f"/enrollment/members/{membership_id}")
    if "transfer" not in found["may"]:
        return RedirectResponse(f"/members/{membership_id}", 303)
    studios = await visit.api.get("/enrollment/studios", county=found["county"], limit=200)
    status = problem.status if problem else 200
    shown: dict[str, Any] = {"member": found, "studios": _others(studios["items"], found), "problem": problem}
    return await visit.page("member/transfer.html", status, typed=typed, **shown)


def _others(studios: list[Json], member: Json) -> list[Json]:
    """The studios somebody may go to, those with most room first."""
    others = [each for each in studios if each["id"] != member["studio"]["id"] and each["state"] in TAKES_MEMBERS]
    return sorted(others, key=lambda each: each["members"] - (each["soft_cap"] or 0))


@router.post("/members/{membership_id}/transfer")
async def transfer(visit: Visitor, membership_id: str, form: Typed) -> Response:
    """Have a trainee go over; where the last place is taken meanwhile, another can be chosen."""
    body = {"studio_id": text(form, "studio_id"), "reason": text(form, "reason")}
    try:
        began = await visit.api.post(f"/enrollment/members/{membership_id}/transfer", body)
    except ProblemError as problem:
        if problem.status != 422 and problem.code != "studio_full":
            raise
        return await _transfer(visit, membership_id, problem, **body)
    return visit.go(f"/members/{began['membership_id']}", N_("已转入新的工作室。"))


@router.post("/studios/{studio_id}/members/complete")
async def complete(visit: Visitor, studio_id: str, form: Typed) -> Response:  # noqa: ARG001
    """Complete the memberships of a whole studio."""
    done = await visit.api.post(f"/enrollment/studios/{studio_id}/members/complete")
    return visit.go(f"/studios/{studio_id}", N_("已为 %(n)s 名学员办理结业。"), n=done["completed"])


@router.get("/members.xlsx")
async def register_sheet(visit: Visitor, filters: Annotated[Filters, Query()]) -> Response:
    """The register with the list's own filters."""
    return await sheet(visit, "/enrollment/members.xlsx", **filters.model_dump(exclude={"after"}))


@router.get("/studios/{studio_id}/roster.xlsx")
async def roster_sheet(visit: Visitor, studio_id: str) -> Response:
    """The roster of a studio."""
    return await sheet(visit, f"/enrollment/studios/{studio_id}/roster.xlsx")
