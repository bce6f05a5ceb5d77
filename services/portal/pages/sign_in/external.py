"""Signing in through the provider the city has (OIDC): off to it, and back. What is believed, the directory decides."""

from fastapi.responses import RedirectResponse, Response

from services.portal.frame.addresses import local
from services.portal.frame.clients import ProblemError
from services.portal.frame.desk import Desk, Guest
from services.portal.frame.forms import Router, Sent, comes_back
from services.portal.frame.words import N_
from services.portal.pages.sign_in.sign_in import KEPT_SECONDS, begin

router = Router(prefix="/sign-in")

# The cookie it travels in holds no more than 4 kB.
LONGEST_ADDRESS = 1000


async def refused(desk: Desk) -> Response:
    """Why it did not come to a session, with the way to try anew."""
    return desk.render("sign_in/external.html")


@router.get("/external")
@comes_back(refused)
async def go(desk: Guest, next: str = "/") -> Response:  # noqa: A002
    """To the provider; somebody signed in already goes on."""
    address = local(next) if len(next) <= LONGEST_ADDRESS else "/"
    if desk.jar.session():
        return RedirectResponse(address, 303)
    way = await desk.services.way_to_provider(desk.language)
    desk.jar.go_away({"attempt": way["attempt"], "next": address})
    return RedirectResponse(way["address"], 303, headers={"Cache-Control": "no-store"})


@router.get("/external/back")
@comes_back(refused)
async def come_back(desk: Guest, code: str = "", state: str = "", error: str = "") -> Response:
    """From the provider, with its answer; then on to the page one came for."""
    away = desk.jar.away()
    if away is None and desk.jar.session():
        # The page was loaded again after it had done its work.
        return RedirectResponse("/", 303)
    desk.jar.is_back()
    brought = _brought(desk, away, code, state, error)
    await begin(desk, await desk.services.back_from_provider(brought, desk.language))
    return RedirectResponse(local(away["next"] if away else "/"), 303)


def _brought(desk: Desk, away: dict[str, str] | None, code: str, state: str, error: str) -> dict[str, str]:
    """What the directory is asked to believe; raises ProblemError where there is nothing to believe."""
    sentence = ""
    if away is None:
        sentence = N_("这次登录已超时、已用过，或不是在这个浏览器中开始的。请重新登录。")
    elif error == "access_denied":
        sentence = N_("您取消了登录。")
    elif error or not code:
        # The provider's own words may be anybody's: this address can be written by hand.
        sentence = N_("统一身份认证没有完成这次登录，请重新登录。")
    if sentence or away is None:
        raise ProblemError(400, {"detail": desk.pages.say(desk.language, sentence)})
    return {"attempt": away["attempt"], "state": state, "code": code}


@router.post("/resume")
async def resume(desk: Guest, form: Sent) -> Response:
    """Signed in through the provider in another tab: what was typed before comes back here."""
    session, kept = desk.jar.session(), form["kept"]
    content = desk.jar.seal.open(kept, KEPT_SECONDS)
    if session is None:
        return desk.render("sign_in/sign_in.html", 401, kept=kept, next="/", expired=True, login="")
    if content and content["person"] == session.person_id:
        return desk.render("sign_in/resume.html", kept=content)
    return RedirectResponse("/", 303)
