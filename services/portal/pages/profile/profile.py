"""Oneself: offices, language, password, and tokens for programs."""

import asyncio
from datetime import timedelta

from fastapi.responses import Response

from chassis import clock
from services.portal.frame.asked.directory import CHANGE_PASSWORD, MAKE_TOKEN, ME, REVOKE_TOKEN, TOKENS
from services.portal.frame.drafts import Undrafted
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_

router = Router()

MONTH = timedelta(days=30)
MOST_MONTHS = 12


@router.get("/profile")
async def profile(visit: Visitor) -> Response:
    """The page."""
    return await _page(visit)


async def _page(visit: Visit, secret: str = "") -> Response:
    me, tokens = await asyncio.gather(visit.api.get(ME), visit.api.get(TOKENS))
    return await visit.page("profile/profile.html", profile=me, tokens=tokens["items"], secret=secret)


@router.post("/profile/password")
@comes_back(profile, undrafted=Undrafted.PRIVATE)
async def change_password(visit: Visitor, form: Sent) -> Response:
    """A new password."""
    await visit.api.do(CHANGE_PASSWORD, body={"current": form["current"], "new": form["new"]})
    return visit.go("/profile", N_("密码已修改。"))


@router.post("/profile/tokens")
@comes_back(profile, undrafted=Undrafted.PRIVATE)
async def make_token(visit: Visitor, form: Sent) -> Response:
    """A token for a program; its secret is shown this once."""
    lasting = min(form.number("months"), MOST_MONTHS) * MONTH
    body = {
        "name": form["name"].strip(),
        "scopes": form.all("scope"),
        "expires_at": (clock.machine() + lasting).isoformat(),
    }
    made = await visit.api.do(MAKE_TOKEN, body=body)
    return await _page(visit, made["token"])


@router.post("/profile/tokens/{token_id}/revoke")
async def revoke_token(visit: Visitor, token_id: str) -> Response:
    """The token is refused from now on."""
    await visit.api.do(REVOKE_TOKEN, token_id)
    return visit.go("/profile", N_("访问令牌已作废。"))
