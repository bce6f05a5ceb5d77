"""A studio's whole life on one page: where it is on its way, what happened, and what its offices do next."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fastapi.responses import Response

from contracts.kinds import STUDIO_ESTABLISHMENT
from services.portal.cases.material import read
from services.portal.cases.view import strip
from services.portal.frame.asked.cases import CASE, Case
from services.portal.frame.asked.directory import PEOPLE
from services.portal.frame.asked.studio_lives import ACTIVATE, ATTACH, CHANGE_HOST, LIFE, RECORD_FUND, TURN, Life
from services.portal.frame.asked.studios import STUDIO
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.files import pass_on
from services.portal.frame.forms import Router, Sent, again, comes_back
from services.portal.frame.typed import CHOOSE, GapsError, Typed
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_
from services.portal.kinds import KINDS
from services.portal.kinds.declared import Doing

router = Router()

FOUND = 12


def _reason(action: str) -> Callable[[Typed], Json]:
    return lambda form: {"reason": form[f"{action}_reason"].strip()}


def _new_host(form: Typed) -> Json:
    gaps = {} if form["host_level"] else {"title_level": CHOOSE}
    gaps |= {} if form["host_person"] else {"person_id": N_("请选择主持人。")}
    if gaps:
        raise GapsError(gaps)
    return {
        "person_id": form.id("host_person"), "title_name": form["host_title"].strip(), "title_level": form["host_level"],
        "outside_reason": form["host_outside"].strip(), "file_ids": form.ids("file_id"), "reason": form["host_reason"].strip(),
    }  # fmt: skip


def _fund(form: Typed) -> Json:
    amount = form.fen("fund_amount", "amount", N_("请填写金额（元），例如 20000 或 20000.00。"))
    return {"state": form["fund_state"], "amount": amount}


DEEDS = {deed.right: deed for stage in KINDS[STUDIO_ESTABLISHMENT.name].stages.values() if (deed := stage.deed)}
DOINGS = {
    **{right: deed.doing for right, deed in DEEDS.items()},
    "activate": Doing(ACTIVATE, lambda form: {"waiver": form["activate_waiver"].strip()}, N_("工作室已启动。")),
    "suspend": Doing(TURN, _reason("suspend"), N_("工作室已暂停。")),
    "resume": Doing(TURN, _reason("resume"), N_("工作室已恢复。")),
    "terminate": Doing(TURN, _reason("terminate"), N_("工作室已终止。")),
    "host": Doing(CHANGE_HOST, _new_host, N_("主持人已变更。")),
    "fund": Doing(RECORD_FUND, _fund, N_("经费进度已登记。")),
}


@router.get("/studios/{studio_id}/life")
async def life(visit: Visitor, studio_id: str, action: str = "") -> Response:
    """For the offices, schools and people the studio concerns; `action` is what was being done when the page comes back."""
    studio, told, case = await asyncio.gather(
        visit.api.get(STUDIO, studio_id),
        visit.api.get(LIFE, studio_id),
        _case(visit, studio_id),
    )
    shown: dict[str, Any] = {
        "studio": studio,
        "life": told,
        "owned": told,
        "strip": strip(visit, case, told["state"], notes=_readiness(visit, told)) if case else None,
        **read(STUDIO_ESTABLISHMENT.name, studio_id, told["revisions"], visit.speech),
        **await _choices(visit, studio_id, told),
    }
    return await visit.page("studio_life/show.html", about=action, **shown)


@router.post("/studios/{studio_id}/life/{action}")
@comes_back(life)
async def do(visit: Visitor, studio_id: str, action: str, form: Sent) -> Response:
    """Do one thing. A search in a form does nothing else; a chosen file is handed in on the way."""
    doing = DOINGS.get(action)
    for paper in await pass_on(visit, form, ATTACH, studio_id):
        form.keep("file_id", paper["file_id"])
        form.keep("file_name", paper["name"])
    if doing is None or form["do"] == "search":
        again(visit, form)
        return await life(visit, studio_id, action)
    places = (studio_id, action) if doing.call is TURN else (studio_id,)
    await doing.do(visit, form, *places)
    return visit.go(f"/studios/{studio_id}/life", doing.said)


async def _case(visit: Visit, studio_id: str) -> Case | None:
    # A studio the city loaded was never nominated, and a nomination's case may still be on its way.
    with suppress(ProblemError):
        return await visit.api.get(CASE, studio_id)
    return None


def _readiness(visit: Visit, told: Life) -> tuple[str, ...]:
    """What a recruiting studio still waits for (Arts. 4.1, 8.1)."""
    say = visit.speech.say
    window = N_("窗口已公开") if told["window_published"] else N_("窗口还没有公开")
    return say(N_("%(n)s 人 / 至少 %(least)s 人"), n=told["members"], least=told["minimum"]), say(window)


async def _choices(visit: Visit, studio_id: str, told: Life) -> dict[str, Any]:
    """What the forms of this person offer: counties, schools of the county, people."""
    may, drafts, offered = told["may"], await visit.drafts(), dict[str, Any]()
    for right, deed in DEEDS.items():
        if right in may:
            offered |= await deed.offers(visit, dict(told), drafts.within(f"/studios/{studio_id}/life/{right}"))
    q = drafts.within(f"/studios/{studio_id}/life/host")["host_q"]
    people = (await visit.api.get(PEOPLE, q=q, limit=FOUND))["items"] if "change_host" in may and q else []
    sent = await visit.typed() if "change_host" in may else Typed()
    papers = [
        {"file_id": each, "name": name} for each, name in zip(sent.all("file_id"), sent.all("file_name"), strict=False)
    ]
    return {"offered": offered, "people": people, "papers": papers}
