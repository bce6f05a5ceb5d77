"""Members: the register, one member with plans and history, and what trainee, host and offices do about them."""

import asyncio
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from contracts.offices import CITY
from services.portal.frame.asked.members import (
    COMPLETE,
    DECIDE_PLAN,
    HAND_IN,
    LEAVE,
    MEMBER,
    MEMBERS,
    MEMBERS_SHEET,
    OWN_MEMBERSHIPS,
    PLAN_FILE,
    TRANSFER,
    Member,
)
from services.portal.frame.asked.studios import ROSTER_SHEET, STUDIOS, StudioRow
from services.portal.frame.counties import counties
from services.portal.frame.files import part, sheet, show
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.visit import Visitor
from services.portal.frame.words import N_
from services.portal.pages.studio.words import TAKES_MEMBERS

router = Router()


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
    found, names = await asyncio.gather(visit.api.get(MEMBERS, limit=30, **filters.model_dump()), counties(visit))
    kept = {key: value for key, value in filters.model_dump().items() if value}
    # Chips for counties are of use to those who see more than one.
    citywide = any(key.endswith(f":{CITY}") for key in visit.offices)
    shown: dict[str, Any] = {"found": found, "members": found["items"], "counties": names if citywide else {}}
    return await visit.page("member/list.html", filters=filters, query_kept=kept, **shown)


@router.get("/my-studio")
async def my_studio(visit: Visitor) -> Response:
    """The page of one's own latest membership."""
    found = (await visit.api.get(OWN_MEMBERSHIPS))["items"]
    return RedirectResponse(f"/members/{found[0]['membership_id']}" if found else "/studios", 303)


@router.get("/members/{membership_id}")
async def member(visit: Visitor, membership_id: str) -> Response:
    """One member: state, plans, history, and what may be done."""
    found = await visit.api.get(MEMBER, membership_id)
    return await visit.page("member/show.html", member=found)


@router.post("/members/{membership_id}/plans")
@comes_back(member)
async def hand_in(visit: Visitor, membership_id: str, form: Sent) -> Response:
    """Hand in a plan or its next revision."""
    typed = {"title": form["plan_title"], "years": form["years"]}
    # Without a file the form is sent as it is, and the service says what is missing.
    files = next((part(upload) for upload in form.chosen("file")), {})
    await visit.api.hand_in(HAND_IN, membership_id, data=typed, files=files)
    return visit.go(f"/members/{membership_id}", N_("成长规划已上传，等主持人确认。"))


@router.post("/members/{membership_id}/plans/{revision}/decision")
@comes_back(member)
async def decide(visit: Visitor, membership_id: str, revision: int, form: Sent) -> Response:
    """Confirm or return the revision that was read."""
    body = {name: form[name] for name in ("verb", "sha256", "opinion")}
    await visit.api.do(DECIDE_PLAN, membership_id, revision, body=body)
    said = N_("成长规划已确认。") if body["verb"] == "confirm" else N_("成长规划已退回，学员修改后会再次上传。")
    return visit.go(f"/members/{membership_id}", said)


@router.get("/members/{membership_id}/plans/{revision}/file")
async def plan_file(visit: Visitor, request: Request, membership_id: str, revision: int) -> Response:
    """The file of a revision."""
    return await show(visit, request, PLAN_FILE, membership_id, revision)


@router.post("/members/{membership_id}/leave")
@comes_back(member)
async def leave(visit: Visitor, membership_id: str, form: Sent) -> Response:
    """Leave the studio, or record that somebody does."""
    await visit.api.do(LEAVE, membership_id, body={"reason": form["reason"]})
    return visit.go(f"/members/{membership_id}", N_("退出已登记。"))


@router.get("/members/{membership_id}/transfer")
async def to_transfer(visit: Visitor, membership_id: str, studio_id: str = "") -> Response:
    """Where to, and why."""
    found, typed = await asyncio.gather(visit.api.get(MEMBER, membership_id), visit.typed())
    if "transfer" not in found["may"]:
        return RedirectResponse(f"/members/{membership_id}", 303)
    studios = await visit.api.get(STUDIOS, county=found["county"], limit=200)
    shown: dict[str, Any] = {"member": found, "studios": _others(studios["items"], found)}
    return await visit.page("member/transfer.html", chosen=typed.get("studio_id", studio_id), **shown)


def _others(studios: list[StudioRow], member: Member) -> list[StudioRow]:
    """The studios somebody may go to, those with most room first."""
    others = [each for each in studios if each["id"] != member["studio"]["id"] and each["state"] in TAKES_MEMBERS]
    return sorted(others, key=lambda each: each["members"] - (each["soft_cap"] or 0))


@router.post("/members/{membership_id}/transfer")
@comes_back(to_transfer)
async def transfer(visit: Visitor, membership_id: str, form: Sent) -> Response:
    """Have a trainee go over; where the last place is taken meanwhile, another can be chosen."""
    body = {"studio_id": form.id("studio_id"), "reason": form["reason"]}
    began = await visit.api.do(TRANSFER, membership_id, body=body)
    return visit.go(f"/members/{began['membership_id']}", N_("已转入新的工作室。"))


@router.post("/studios/{studio_id}/members/complete")
async def complete(visit: Visitor, studio_id: str) -> Response:
    """Complete the memberships of a whole studio."""
    done = await visit.api.do(COMPLETE, studio_id)
    return visit.go(f"/studios/{studio_id}", N_("已为 %(n)s 名学员办理结业。"), n=done["completed"])


@router.get("/members.xlsx")
async def register_sheet(visit: Visitor, filters: Annotated[Filters, Query()]) -> Response:
    """The register with the list's own filters."""
    return await sheet(visit, MEMBERS_SHEET, **filters.model_dump(exclude={"after"}))


@router.get("/studios/{studio_id}/roster.xlsx")
async def roster_sheet(visit: Visitor, studio_id: str) -> Response:
    """The roster of a studio."""
    return await sheet(visit, ROSTER_SHEET, studio_id)
