"""The host builds the studio's window (窗口, Art. 8.1); a member decides whether to be named in it."""

from typing import Any

from fastapi.responses import Response

from services.portal.frame.asked.windows import (
    ADD_PICTURE,
    CONSENT,
    PICTURE,
    PREVIEW,
    PUBLISH,
    REMOVE_PICTURE,
    SAVE,
    WINDOW,
)
from services.portal.frame.files import part
from services.portal.frame.forms import Router, Sent, again, comes_back
from services.portal.frame.typed import Typed
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_

router = Router()


@router.get("/studios/{studio_id}/window")
async def edit(visit: Visitor, studio_id: str) -> Response:
    """Text and pictures, for the host."""
    return await _page(visit, studio_id)


async def _page(visit: Visit, studio_id: str, preview: str | None = None) -> Response:
    window = await visit.api.get(WINDOW, studio_id)
    draft = window["draft"]
    if draft is None:
        return visit.go(f"/studios/{studio_id}")
    typed, problem = await visit.typed(), visit.desk.problem
    # Once the other text was seen, saving again means to replace it.
    other_seen = problem is not None and problem.code == "stale_page"
    shown: dict[str, Any] = {
        "text": typed.get("text", draft["text"]),
        "base_version": draft["version"] if other_seen else typed.get("base_version", draft["version"]),
        # What a picture shows goes with it; while none was added it stays.
        "alt": typed["alt"] if problem or typed["do"] != "picture" else "",
    }
    return await visit.page("window/edit.html", window=window, typed=shown, preview=preview)


@router.post("/studios/{studio_id}/window")
@comes_back(edit)
async def build(visit: Visitor, studio_id: str, form: Sent) -> Response:
    """The button says what to do; a chosen picture goes along with each, and what was typed is never lost."""
    await _pictures(visit, studio_id, form)
    if form["do"] in ("save", "publish"):
        return await _save(visit, studio_id, form)
    preview = None
    if form["do"] == "preview":
        preview = (await visit.api.do(PREVIEW, studio_id, body={"text": form["text"]}))["html"]
    again(visit, form)
    return await _page(visit, studio_id, preview)


async def _pictures(visit: Visit, studio_id: str, form: Typed) -> None:
    if picture_id := form["remove"]:
        await visit.api.do(REMOVE_PICTURE, studio_id, picture_id)
    files = next((part(upload) for upload in form.chosen("file")), None)
    if files is not None or form["do"] == "picture":
        await visit.api.hand_in(ADD_PICTURE, studio_id, files=files, data={"alt": form["alt"]})


async def _save(visit: Visit, studio_id: str, form: Typed) -> Response:
    body = {"text": form["text"], "base_version": form.number("base_version")}
    await visit.api.do(SAVE, studio_id, body=body)
    if form["do"] == "publish":
        await visit.api.do(PUBLISH, studio_id)
        return visit.go(f"/studios/{studio_id}/window", N_("窗口已发布，任何人都能看了。"))
    return visit.go(f"/studios/{studio_id}/window", N_("窗口已保存。"))


@router.get("/studios/{studio_id}/pictures/{sha256}")
async def picture(visit: Visitor, studio_id: str, sha256: str) -> Response:
    """A picture, for the host who is building."""
    found = await visit.api.fetch(PICTURE, studio_id, sha256)
    policy = {name: found.headers[name] for name in ("Content-Type", "Content-Security-Policy")}
    return Response(found.content, headers=policy)


@router.post("/studios/{studio_id}/consent")
async def consent(visit: Visitor, studio_id: str, form: Sent) -> Response:
    """Be named in the window, or no longer."""
    shown = form["shown"] == "yes"
    membership = form.id("membership_id")
    await visit.api.do(CONSENT, membership, body={"shown": shown})
    said = N_("窗口上会显示您的姓名。") if shown else N_("窗口上不再显示您的姓名。")
    return visit.go(f"/studios/{studio_id}", said)
