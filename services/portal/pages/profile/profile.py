"""Oneself: offices, language, password, and tokens for programs."""

import asyncio
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from chassis import clock
from services.portal.frame.clients import ProblemError
from services.portal.frame.visit import Typed, Visit, Visitor, text, texts
from services.portal.frame.words import N_

router = APIRouter()

MONTH = timedelta(days=30)


@router.get("/profile")
async def profile(visit: Visitor) -> Response:
    """The page."""
    return await _page(visit)


async def _page(visit: Visit, problem: ProblemError | None = None, about: str = "", secret: str = "") -> Response:
    me, tokens = await asyncio.gather(visit.api.get("/directory/me"), visit.api.get("/directory/me/tokens"))
    shown: dict[str, Any] = {"profile": me, "tokens": tokens["items"], "about": about, "secret": secret}
    return await visit.page("profile/profile.html", problem.status if problem else 200, problem=problem, **shown)


@router.post("/profile/password")
async def change_password(visit: Visitor, form: Typed) -> Response:
    """A new password."""
    try:
        body = {"current": text(form, "current"), "new": text(form, "new")}
        await visit.api.post("/directory/me/password", body)
    except ProblemError as problem:
        visit.begin_summary()
        return await _page(visit, problem, "password")
    return visit.go("/profile", N_("密码已修改。"))


@router.post("/profile/tokens")
async def make_token(visit: Visitor, form: Typed) -> Response:
    """A token for a program; its secret is shown this once."""
    months = int(text(form, "months") or 1)
    body = {
        "name": text(form, "name").strip(),
        "scopes": texts(form, "scope"),
        "expires_at": (clock.machine() + months * MONTH).isoformat(),
    }
    visit.begin_summary()
    try:
        made = await visit.api.post("/directory/me/tokens", body)
    except ProblemError as problem:
        return await _page(visit, problem, "token")
    return await _page(visit, secret=made["token"])


@router.post("/profile/tokens/{token_id}/revoke")
async def revoke_token(visit: Visitor, token_id: str, form: Typed) -> Response:  # noqa: ARG001
    """The token is refused from now on."""
    await visit.api.delete(f"/directory/me/tokens/{token_id}")
    return visit.go("/profile", N_("访问令牌已作废。"))
