"""The host builds the studio's window (窗口, Art. 8.1); a member decides whether to be named in it."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from services.portal.frame.clients import ProblemError
from services.portal.frame.refusals import NOT_THERE
from services.portal.frame.visit import Typed, Visit, Visitor, text
from services.portal.frame.words import N_

router = APIRouter()


def _at(studio_id: str) -> str:
    return f"/enrollment/studios/{studio_id}/window"


@router.get("/studios/{studio_id}/window")
async def edit(visit: Visitor, studio_id: str) -> Response:
    """Text and pictures, for the host."""
    return await _page(visit, studio_id)


async def _page(
    visit: Visit,
    studio_id: str,
    form: FormData | None = None,
    problem: ProblemError | None = None,
    preview: str | None = None,
) -> Response:
    window = await visit.api.get(_at(studio_id))
    draft = window["draft"]
    if draft is None:
        return visit.go(f"/studios/{studio_id}")
    typed: dict[str, Any] = {"text": draft["text"], "base_version": draft["version"], "alt": ""}
    if form is not None:
        typed["text"] = text(form, "text")
        typed["alt"] = text(form, "alt") if problem else ""
        # Once the other text was seen, saving again means to replace it.
        if problem is None or problem.code != "stale_page":
            typed["base_version"] = text(form, "base_version")
    status = problem.status if problem else 200
    return await visit.page("window/edit.html", status, problem=problem, window=window, typed=typed, preview=preview)


@router.post("/studios/{studio_id}/window")
async def build(visit: Visitor, studio_id: str, form: Typed) -> Response:
    """The button says what to do; a chosen picture goes along with each, and what was typed is never lost."""
    do, preview = text(form, "do"), None
    try:
        await _pictures(visit, studio_id, form)
        if do in ("save", "publish"):
            return await _save(visit, studio_id, form)
        if do == "preview":
            seen = await visit.api.post(f"{_at(studio_id)}/preview", {"text": text(form, "text")})
            preview = seen["html"]
    except ProblemError as problem:
        if problem.status in NOT_THERE:
            raise
        visit.begin_summary()
        return await _page(visit, studio_id, form, problem)
    visit.begin_summary()
    return await _page(visit, studio_id, form, preview=preview)


async def _pictures(visit: Visit, studio_id: str, form: FormData) -> None:
    if picture_id := text(form, "remove"):
        await visit.api.delete(f"{_at(studio_id)}/pictures/{quote(picture_id, safe='')}")
    upload = form.get("file")
    # A form sent without choosing a file carries an empty one.
    chosen = upload if isinstance(upload, UploadFile) and upload.filename else None
    if chosen is not None or text(form, "do") == "picture":
        files = {"file": (chosen.filename, chosen.file, chosen.content_type)} if chosen is not None else None
        await visit.api.ask("POST", f"{_at(studio_id)}/pictures", files=files, data={"alt": text(form, "alt")})


async def _save(visit: Visit, studio_id: str, form: FormData) -> Response:
    body = {"text": text(form, "text"), "base_version": int(text(form, "base_version") or 0)}
    await visit.api.put(_at(studio_id), body)
    if text(form, "do") == "publish":
        await visit.api.post(f"{_at(studio_id)}/publish")
        return visit.go(f"/studios/{studio_id}/window", N_("窗口已发布，任何人都能看了。"))
    return visit.go(f"/studios/{studio_id}/window", N_("窗口已保存。"))


@router.get("/studios/{studio_id}/pictures/{sha256}")
async def picture(visit: Visitor, studio_id: str, sha256: str) -> Response:
    """A picture, for the host who is building."""
    found = await visit.api.ask("GET", f"{_at(studio_id)}/pictures/{sha256}")
    policy = {name: found.headers[name] for name in ("Content-Type", "Content-Security-Policy")}
    return Response(found.content, headers=policy | {"Cache-Control": "private, max-age=600"})


@router.post("/studios/{studio_id}/consent")
async def consent(visit: Visitor, studio_id: str, form: Typed) -> Response:
    """Be named in the window, or no longer."""
    shown = text(form, "shown") == "yes"
    membership = quote(text(form, "membership_id"), safe="")
    await visit.api.put(f"/enrollment/memberships/{membership}/consent", {"shown": shown})
    said = N_("窗口上会显示您的姓名。") if shown else N_("窗口上不再显示您的姓名。")
    return visit.go(f"/studios/{studio_id}", said)
