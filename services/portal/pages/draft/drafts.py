"""What somebody types into a form is saved while they type; and put away where they want it no more."""

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from services.portal.frame import formats
from services.portal.frame.addresses import path_of
from services.portal.frame.asked.directory import END_DRAFT, SAVE_DRAFT
from services.portal.frame.clients import ProblemError
from services.portal.frame.drafts import MOST_HELD, UNTYPED, is_drafted
from services.portal.frame.forms import Router, Sent
from services.portal.frame.visit import Listener, Visit
from services.portal.frame.words import N_

router = Router()

ELSEWHERE = N_("您在另一个窗口或设备上有更新的草稿（%(at)s）。")
OVER = N_("这张表单已在别处提交，或草稿已清空（%(at)s）。")


class Saving(BaseModel):
    """What a form holds: a version made by the page, on the ground of the one it knew."""

    version: str
    base: str | None = None
    fields: list[tuple[str, str]]


@router.put("/drafts/{form:path}")
async def save(visit: Listener, form: str, saving: Saving) -> Response:
    """Save it; where something newer lies there that comes back instead, to be chosen from."""
    if not is_drafted(f"/{form}"):
        raise ProblemError(404, {"code": "not_found"})
    fields = [(name, value) for name, value in saving.fields if name not in UNTYPED]
    try:
        saved = await visit.api.do(SAVE_DRAFT, form, body=saving.model_dump() | {"fields": fields})
    except ProblemError as problem:
        if problem.code != "draft_elsewhere":
            raise
        return JSONResponse(_told(visit, problem), 409)
    words = visit.speech.say(N_("已保存 %(time)s"), time=formats.clock_time(saved["saved_at"]))
    return JSONResponse({"words": words})


def _told(visit: Visit, problem: ProblemError) -> dict[str, object]:
    stored = {name: problem.extra.get(name) for name in ("version", "fields")}
    at = formats.short(problem.extra.get("saved_at"), visit.language)
    sentence = OVER if stored["fields"] is None else ELSEWHERE
    return stored | {"words": visit.speech.say(sentence, at=at)}


@router.post("/drafts/clear")
async def clear(visit: Listener, form: Sent) -> Response:
    """Put the draft away that one has before one's eyes, and show the form as if there had been none."""
    address, *held = form["draft"].split()[: MOST_HELD + 1] or ["/"]
    if is_drafted(address):
        await visit.api.fetch(END_DRAFT, address.removeprefix("/"), held=held)
    there = visit.desk.request.headers.get("referer", "/")
    return visit.go(path_of(there), N_("草稿已清空。"))
