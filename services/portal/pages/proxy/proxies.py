"""Proxies (委托): who may act for me, for whom I may act, and acting."""

import asyncio

from fastapi.responses import Response

from chassis import clock
from services.portal.frame import formats
from services.portal.frame.asked.directory import END_PROXY, GIVE_PROXY, ME, PEOPLE, Proxy
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.session import Acting
from services.portal.frame.visit import Visitor
from services.portal.frame.words import N_

router = Router()


@router.get("/proxies")
async def proxies(visit: Visitor, q: str = "") -> Response:
    """Given and held."""
    me, typed = await asyncio.gather(visit.api.get(ME), visit.typed())
    # Whoever searches means what they search for, whatever a draft says.
    asked = q or typed["q"]
    people = (await visit.api.get(PEOPLE, q=asked))["items"] if len(asked.strip()) > 1 else []
    others = [person for person in people if person["id"] != visit.session.person_id]
    begun = {proxy["proxy_id"] for proxy in me["proxies_held"] if _begun(proxy)}
    return await visit.page("proxy/proxies.html", profile=me, begun=begun, people=others, asked=asked)


def _begun(proxy: Proxy) -> bool:
    return formats.moment(proxy["valid_from"]) <= clock.business()


@router.post("/proxies")
@comes_back(proxies)
async def give(visit: Visitor, form: Sent) -> Response:
    """Let somebody act in one's offices for a while."""
    dates = {name: form.moment(name) for name in ("valid_from", "valid_until")}
    body = {"deputy_id": form.id("deputy_id"), "offices": form.all("office")} | dates
    await visit.api.do(GIVE_PROXY, body=body)
    return visit.go("/proxies", N_("委托已生效。"))


@router.post("/proxies/{proxy_id}/revoke")
async def revoke(visit: Visitor, proxy_id: str) -> Response:
    """End a proxy at once."""
    await visit.api.do(END_PROXY, proxy_id)
    return visit.go("/proxies", N_("委托已收回。"))


@router.post("/proxies/act")
async def act(visit: Visitor, form: Sent) -> Response:
    """Act for somebody from now on, or for oneself again."""
    wanted = form["proxy_id"]
    me = await visit.api.get(ME)
    held = next((proxy for proxy in me["proxies_held"] if proxy["proxy_id"] == wanted and _begun(proxy)), None)
    visit.act_for(Acting(wanted, held["principal_name"]) if held else None)
    return visit.go("/inbox")
