"""What a person sees when something cannot be done: in words, with a way on, and with what they typed kept."""

from dataclasses import replace
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.frame.acting import ProxyOverError
from services.portal.frame.addresses import asked_for, form_page, here, path_of
from services.portal.frame.clients import ProblemError, ServicesAwayError, SessionExpiredError
from services.portal.frame.desk import Desk, desk_of
from services.portal.frame.forms import FormExpiredError
from services.portal.frame.session import Session
from services.portal.frame.visit import form_is_ours
from services.portal.frame.words import N_

log = structlog.get_logger()

SIGN_IN = "/sign-in"
NOT_THERE = {403, 404}


def install(app: FastAPI) -> None:
    """One page for each kind of refusal."""
    app.add_exception_handler(SessionExpiredError, _sign_in)
    app.add_exception_handler(ProxyOverError, _proxy_over)
    app.add_exception_handler(FormExpiredError, _form_expired)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(ServicesAwayError, _away)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def kept_form(request: Request, person_id: str | None) -> dict[str, object]:
    """What was typed, to be sealed and given back after signing in; files are not kept, they are sent on their own."""
    form = await request.form()
    fields = [[k, v] for k, v in form.multi_items() if isinstance(v, str) and k not in {"_csrf", "password"}]
    return {"address": asked_for(request), "fields": fields, "person": person_id}


async def _sign_in(request: Request, error: Exception) -> Response:  # noqa: ARG001
    desk = desk_of(request)
    session: Session | None = desk.jar.session()
    desk.jar.forget()
    if "text/event-stream" in request.headers.get("accept", ""):
        # No content ends the listening; a page instead of events is an error, tried again for ever.
        return Response(status_code=204)
    if request.headers.get("HX-Request"):
        page = request.headers.get("HX-Current-URL", "/")
        return Response(status_code=204, headers={"HX-Redirect": f"{SIGN_IN}?next={quote(path_of(page))}"})
    if desk.wants_json:
        words = desk.pages.say(desk.language, N_("登录已过期。内容已保存在本机，请重新登录。"))
        return JSONResponse({"words": words}, 401)
    if request.method == "GET":
        there = "" if request.url.path == "/" else f"?next={quote(asked_for(request))}"
        return RedirectResponse(f"{SIGN_IN}{there}", 303)
    kept = ""
    # What another site sent is not kept: after signing in one click would send it.
    if form_is_ours(request, await request.form()):
        kept = desk.jar.seal.close(await kept_form(request, session.person_id if session else None))
    return desk.render("sign_in/sign_in.html", 401, kept=kept, next="/", expired=True, login="")


async def _proxy_over(request: Request, error: Exception) -> Response:
    """In one's own name again, and told so; a part of a page has the whole page come anew."""
    assert isinstance(error, ProxyOverError)
    if request.headers.get("HX-Request"):
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    desk = desk_of(request)
    desk.jar.keep(replace(error.session, acting=None))
    told = N_("%(name)s 给您的委托现在无效：已经到期、被收回或尚未开始。您现在以本人身份办理。")
    desk.say(told, name=error.acting.principal_name)
    return RedirectResponse(asked_for(request), 303)


async def _form_expired(request: Request, error: Exception) -> Response:
    desk = desk_of(request)
    if desk.wants_json:
        return JSONResponse({"words": desk.pages.say(desk.language, N_("页面已过期，请刷新。"))}, 403)
    session = desk.jar.session()
    if session is None and request.url.path != SIGN_IN:
        return await _sign_in(request, error)
    # Another site's form is not given back: one more click would then send what others wrote.
    if session is None or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return _error(desk, 403, "form_expired")
    kept = await kept_form(request, session.person_id)
    return desk.render("sign_in/resume.html", 403, kept=kept)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    desk = desk_of(request)
    if desk.wants_json:
        return JSONResponse({"words": error.words, "code": error.code, "fields": error.fields}, error.status)
    # An address that is no id leads nowhere, just as an unknown id.
    if error.status in NOT_THERE or (error.status == 422 and request.method == "GET"):
        return _error(desk, 404, "not_found", error)
    if error.status == 409:
        return _error(desk, 409, "stale", error)
    if error.status >= 500:
        log.error("page.service_failed", code=error.code, status=error.status)
        return _error(desk, 500, "unexpected", error)
    return _error(desk, error.status, "refused", error)


async def _away(request: Request, error: Exception) -> Response:
    log.warning("page.services_away", path=str(error))
    desk = desk_of(request)
    if desk.wants_json:
        return JSONResponse({"words": desk.pages.say(desk.language, N_("系统暂时没有回应，请稍后再试。"))}, 503)
    if request.method == "POST" and (session := desk.jar.session()):
        kept = await kept_form(request, session.person_id)
        return desk.render("sign_in/resume.html", 503, kept=kept, away=True)
    return _error(desk, 503, "away")


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    # The address of a form that was sent, opened by itself: the page it stands on is shown.
    if error.status_code == 405 and request.method == "GET":
        return RedirectResponse(form_page(request) or "/", 303)
    kind = "not_found" if error.status_code in (403, 404, 405) else "refused"
    return _error(desk_of(request), error.status_code, kind)


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("page.unexpected", path=request.url.path, exc_info=error)
    return _error(desk_of(request), 500, "unexpected")


def _error(desk: Desk, status: int, kind: str, problem: ProblemError | None = None) -> Response:
    back = here(desk.request)
    return desk.render("errors/error.html", status, kind=kind, problem=problem, back=back, signed_in=desk.jar.session())
