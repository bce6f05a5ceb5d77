"""Signing in and out, the language, and going on where an expired session stopped one."""

from contextlib import suppress
from typing import Any

from fastapi.responses import RedirectResponse, Response

from services.portal.frame.addresses import local
from services.portal.frame.asked.directory import ME, SIGN_OUT, SPEAK
from services.portal.frame.clients import Api, ProblemError, ServicesAwayError, SessionExpiredError
from services.portal.frame.desk import Desk, Guest
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.session import Came
from services.portal.frame.speech import language_of

router = Router()

KEPT_SECONDS = 4 * 3600


@router.get("/sign-in")
async def show(desk: Guest, next: str = "/") -> Response:  # noqa: A002
    """The form; somebody signed in already goes on."""
    if desk.jar.session():
        return RedirectResponse(local(next), 303)
    return await _form(desk, next)


async def _form(desk: Desk, next: str = "/") -> Response:  # noqa: A002
    """The form, empty or with what did not fit."""
    address = local(desk.typed.get("next", next))
    expired = desk.problem is None and next != "/"
    shown: dict[str, Any] = {"kept": desk.typed["kept"], "login": desk.typed["login"].strip()}
    return desk.render("sign_in/sign_in.html", next=address, expired=expired, **shown)


@router.post("/sign-in")
@comes_back(_form)
async def sign_in(desk: Guest, form: Sent) -> Response:
    """Begin a session; then on to the page one came for, or to what was typed before the last session ended."""
    devices = " ".join(desk.jar.device().values())
    came = await desk.services.sign_in(form["login"].strip(), form["password"], desk.language, desk.address, devices)
    await begin(desk, came)
    content = desk.jar.seal.open(form["kept"], KEPT_SECONDS)
    if content and content["person"] == came.session.person_id:
        return desk.render("sign_in/resume.html", kept=content)
    return RedirectResponse(local(form["next"]), 303)


async def begin(desk: Desk, came: Came) -> None:
    """Keep a new session and know the browser again, and speak as its person likes."""
    session = came.session
    desk.jar.keep(session)
    desk.jar.know(session.person_id, came.device)
    # Somebody's own choice counts on every machine; without an answer the page stays as it is.
    with suppress(ProblemError, ServicesAwayError, SessionExpiredError):
        me = await Api(desk.services.http, session.access, desk.language).get(ME)
        desk.jar.speak(language_of(me.get("language")))


@router.post("/sign-out")
async def sign_out(desk: Guest) -> Response:
    """End the session here and at the directory."""
    session = desk.jar.session()
    if session is not None:
        with suppress(ProblemError, ServicesAwayError, SessionExpiredError):
            fresh = await desk.services.fresh(session)
            await Api(desk.services.http, fresh.access, desk.language).do(SIGN_OUT)
        # The bus tells of it too, unless it is away.
        desk.hub.sessions.note(session.id)
    desk.jar.forget()
    return RedirectResponse("/sign-in", 303)


@router.post("/language")
async def speak(desk: Guest, form: Sent) -> Response:
    """Switch the language, here and for the next sign-in."""
    language = language_of(form["to"])
    desk.jar.speak(language)
    session = desk.jar.session()
    if session is not None:
        with suppress(ProblemError, ServicesAwayError, SessionExpiredError):
            fresh = await desk.services.fresh(session)
            desk.jar.keep(fresh)
            await Api(desk.services.http, fresh.access, language).do(SPEAK, body={"language": language})
    return RedirectResponse(local(form["next"]), 303)
