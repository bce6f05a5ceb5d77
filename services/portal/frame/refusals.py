"""What a person sees when something cannot be done: in words, with a way on, and with what they typed kept."""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.frame.acting import ProxyOverError
from services.portal.frame.addresses import asked_for, form_page, here, path_of
from services.portal.frame.clients import ProblemError, ServicesAwayError, SessionExpiredError
from services.portal.frame.desk import Desk, desk_of
from services.portal.frame.forms import FormExpiredError, OtherPersonError, OtherSiteError, in_words
from services.portal.frame.headers import guard
from services.portal.frame.typed import FieldError
from services.portal.frame.visit import shown_to
from services.portal.frame.words import N_

log = structlog.get_logger()

SIGN_IN = "/sign-in"
NOT_THERE = {403, 404}
MEDIA_TYPE = "application/problem+json"
HEADINGS = {
    "not_found": N_("找不到这个页面"),
    "stale": N_("页面上的内容已经变了"),
    "unexpected": N_("系统出错了"),
    "away": N_("系统暂时没有回应"),
    "form_expired": N_("页面已过期"),
    "other_person": N_("账号已经换了"),
    "other_site": N_("这不是本站发来的"),
    "refused": N_("这一步不能办理"),
}


def install(app: FastAPI) -> None:
    """One page for each kind of refusal."""
    app.add_exception_handler(SessionExpiredError, _sign_in)
    app.add_exception_handler(ProxyOverError, _proxy_over)
    app.add_exception_handler(FormExpiredError, _form_expired)
    app.add_exception_handler(OtherSiteError, _other_site)
    app.add_exception_handler(OtherPersonError, _other_person)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(FieldError, _field)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(ServicesAwayError, _away)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def kept_form(request: Request, person_id: str) -> dict[str, object]:
    """What was typed, to be sealed and given back after signing in; files are not kept, they are sent on their own."""
    form = await request.form()
    fields = [[k, v] for k, v in form.multi_items() if isinstance(v, str) and k not in {"_csrf", "password"}]
    return {"address": asked_for(request), "fields": fields, "person": person_id}


async def _sign_in(request: Request, error: Exception) -> Response:  # noqa: ARG001
    desk = desk_of(request)
    desk.jar.forget()
    if "text/event-stream" in request.headers.get("accept", ""):
        # No content ends the listening; a page instead of events is an error, tried again for ever.
        return Response(status_code=204)
    if request.headers.get("HX-Request"):
        page = request.headers.get("HX-Current-URL", "/")
        return Response(status_code=204, headers={"HX-Redirect": f"{SIGN_IN}?next={quote(path_of(page))}"})
    if desk.wants_json:
        words = desk.pages.say(desk.language, N_("登录已过期。内容已保存在本机，请重新登录。"))
        return _to_script(401, "session_expired", words)
    if request.method == "GET":
        there = "" if request.url.path == "/" else f"?next={quote(asked_for(request))}"
        return RedirectResponse(f"{SIGN_IN}{there}", 303)
    kept = ""
    # Kept for whom it was shown to. What another site sent is not: after signing in one click would send it.
    if person_id := shown_to(request, await request.form()):
        kept = desk.jar.seal.close(await kept_form(request, person_id))
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
        return _to_script(403, "form_expired", desk.pages.say(desk.language, N_("页面已过期，请刷新。")))
    session = desk.jar.session()
    if session is None and request.url.path != SIGN_IN:
        return await _sign_in(request, error)
    if session is None:
        return _error(desk, 403, "form_expired")
    kept = await kept_form(request, session.person_id)
    return desk.render("sign_in/resume.html", 403, kept=kept)


async def _other_site(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Nothing of it is given back: one more click would send what others wrote."""
    return _error(desk_of(request), 403, "other_site")


async def _other_person(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """What was typed is not shown: it is not this person's."""
    desk = desk_of(request)
    if desk.wants_json:
        words = N_("这张表单是用另一个账号打开的，没有提交。请重新打开页面。")
        return _to_script(403, "other_person", desk.speech.say(words))
    return _error(desk, 403, "other_person")


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    desk = desk_of(request)
    if desk.wants_json:
        return _to_script(error.status, error.code, error.words, error.fields)
    # An address that is no id leads nowhere, just as an unknown id.
    if error.status == 422 and request.method == "GET":
        return _error(desk, 404, "not_found")
    if error.status in NOT_THERE:
        return _error(desk, 404, "not_found", error)
    if error.status == 409:
        return _error(desk, 409, "stale", error)
    if error.status >= 500:
        log.error("page.service_failed", code=error.code, status=error.status)
        return _error(desk, 500, "unexpected", error)
    return _error(desk, error.status, "refused", error)


async def _field(request: Request, error: Exception) -> Response:
    """A field that cannot be read, where no page comes back to say so beside it."""
    assert isinstance(error, FieldError)
    return await _problem(request, in_words(desk_of(request), error))


async def _unreadable(request: Request, error: Exception) -> Response:
    """An address that cannot be, or something sent that no page of ours sends: nothing was done."""
    assert isinstance(error, RequestValidationError)
    desk = desk_of(request)
    if all(fault["loc"][0] != "body" for fault in error.errors()):
        return _error(desk, 404, "not_found")
    words = desk.speech.say(N_("发来的内容读不出来，没有保存。请刷新页面后再试。"))
    return _error(desk, 422, "refused", ProblemError(422, {"code": "unreadable", "detail": words}))


async def _away(request: Request, error: Exception) -> Response:
    log.warning("page.services_away", path=str(error))
    desk = desk_of(request)
    if desk.wants_json:
        return _to_script(503, "away", desk.pages.say(desk.language, N_("系统暂时没有回应，请稍后再试。")))
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
    answer = _error(desk_of(request), 500, "unexpected")
    # This one is answered outside the middleware that adds them to all others.
    guard(answer.headers, request.app.state.by_https)
    return answer


def _error(desk: Desk, status: int, kind: str, problem: ProblemError | None = None) -> Response:
    if desk.wants_json:
        return _to_script(status, kind, problem.words if problem else desk.speech.say(HEADINGS[kind]))
    back = here(desk.request)
    heading, signed_in = HEADINGS[kind], desk.jar.session()
    return desk.render(
        "errors/error.html", status, kind=kind, heading=heading, problem=problem, back=back, signed_in=signed_in
    )


def _to_script(status: int, code: str, words: str, fields: dict[str, str] | None = None) -> JSONResponse:
    """RFC 9457, with the sentence and the faults as the pages' scripts show them."""
    told = {
        "type": f"urn:songjiao:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words,
    }
    return JSONResponse(told | {"code": code, "words": words, "fields": fields or {}}, status, media_type=MEDIA_TYPE)
