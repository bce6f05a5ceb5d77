"""Proxies (委托): who may act for me, for whom I may act, and acting."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from chassis import clock
from services.portal.frame import formats
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.session import Acting
from services.portal.frame.visit import Typed, Visit, Visitor, text, texts
from services.portal.frame.words import N_

router = APIRouter()


@router.get("/proxies")
async def proxies(visit: Visitor, q: str = "") -> Response:
    """Given and held."""
    return await _page(visit, q, None, {})


async def _page(visit: Visit, q: str, problem: ProblemError | None, typed: Json) -> Response:
    me = await visit.api.get("/directory/me")
    people = (await visit.api.get("/directory/people", q=q))["items"] if len(q.strip()) > 1 else []
    others = [person for person in people if person["id"] != visit.session.person_id]
    for proxy in me["proxies_held"]:
        proxy["begun"] = _begun(proxy)
    shown: dict[str, Any] = {"profile": me, "people": others, "asked": q}
    status = problem.status if problem else 200
    return await visit.page("proxy/proxies.html", status, problem=problem, typed=typed, **shown)


def _begun(proxy: Json) -> bool:
    return formats.moment(proxy["valid_from"]) <= clock.business()


@router.post("/proxies")
async def give(visit: Visitor, form: Typed) -> Response:
    """Let somebody act in one's offices for a while."""
    typed = {name: text(form, name) for name in ("deputy_id", "valid_from", "valid_until")} | {
        "offices": texts(form, "office")
    }
    body: Json = dict(typed)
    for name in ("valid_from", "valid_until"):
        try:
            body[name] = formats.from_input(str(typed[name]))
        except ValueError:
            body[name] = typed[name]
    try:
        await visit.api.post("/directory/me/proxies", body)
    except ProblemError as problem:
        visit.begin_summary()
        return await _page(visit, text(form, "q"), problem, typed)
    return visit.go("/proxies", N_("委托已生效。"))


@router.post("/proxies/{proxy_id}/revoke")
async def revoke(visit: Visitor, proxy_id: str, form: Typed) -> Response:  # noqa: ARG001
    """End a proxy at once."""
    await visit.api.delete(f"/directory/me/proxies/{proxy_id}")
    return visit.go("/proxies", N_("委托已收回。"))


@router.post("/proxies/act")
async def act(visit: Visitor, form: Typed) -> Response:
    """Act for somebody from now on, or for oneself again."""
    wanted = text(form, "proxy_id")
    me = await visit.api.get("/directory/me")
    held = next((proxy for proxy in me["proxies_held"] if proxy["proxy_id"] == wanted and _begun(proxy)), None)
    visit.act_for(Acting(wanted, held["principal_name"]) if held else None)
    return visit.go("/inbox")
