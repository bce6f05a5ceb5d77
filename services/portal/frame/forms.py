"""Forms: whether one is ours, how one that is refused comes back, and which keep a draft of what is typed."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import wraps
from inspect import signature
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.portal.frame.asked.directory import END_DRAFT
from services.portal.frame.clients import ProblemError, ServicesAwayError, SessionExpiredError
from services.portal.frame.desk import Desk, desk_of
from services.portal.frame.drafts import Undrafted, held, register_form, register_page
from services.portal.frame.origin import from_here
from services.portal.frame.typed import FieldError, Typed
from services.portal.frame.visit import Visit, shown_to

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
GONE = 404
# A form that was done with leads on; one that is shown again, with what was looked up for it or a last look, is not.
LEADS_ON = range(300, 400)


class FormExpiredError(Exception):
    """The form did not carry the token of this browser."""


class OtherSiteError(Exception):
    """Another site's page had the browser send it."""


class OtherPersonError(Exception):
    """The form was shown to somebody else, who was signed in here before."""


async def only_ours(request: Request) -> None:
    """What every page that changes something asks first.

    Raises OtherSiteError for what another site sends, FormExpiredError for a form without our token, or one too old, and
    OtherPersonError for one that somebody else left open.
    """
    if request.method in SAFE_METHODS:
        return
    if not from_here(request, request.app.state.public_url):
        raise OtherSiteError
    person_id = shown_to(request, await request.form())
    if person_id is None:
        raise FormExpiredError
    session = desk_of(request).jar.session()
    if session and person_id and person_id != session.person_id:
        raise OtherPersonError


class Router(APIRouter):
    """The only kind of router pages have: whatever changes something asks for a form of ours first."""

    def __init__(self, prefix: str = "") -> None:
        super().__init__(prefix=prefix, dependencies=[Depends(only_ours)])

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        """Note where pages are, and which of them a form with a draft stands on."""
        if getattr(endpoint, "drafted", False):
            register_form(endpoint, endpoint.kept_as or self.prefix + path, endpoint.shows)  # type: ignore[attr-defined]
        elif "GET" in (more.get("methods") or ()):
            register_page(endpoint, self.prefix + path)
        super().add_api_route(path, endpoint, **more)


async def _sent(request: Request) -> Typed:
    return Typed(await request.form())


Sent = Annotated[Typed, Depends(_sent)]
Page = Callable[..., Awaitable[Response]]


def comes_back[Handler: Page](
    page: Page, *, undrafted: Undrafted | None = None, kept_as: str = ""
) -> Callable[[Handler], Handler]:
    """Where what a form sent is refused, `page` is shown again with what was typed, and the faults beside the fields.

    Whatever a handler reads of a form is kept as a draft while it is typed, is shown on `page` when it is opened again, and goes
    once the form has led somewhere; a form that shall have none says why (`undrafted`). A form whose address is new each time is
    `kept_as` another.

    `page` gets those of the handler's arguments that it asks for by name; both take a `visit` or a `desk`. What is gone (404) is
    told on a page of its own, and a script that asked for JSON is told in JSON. Raises TypeError at once for a page that asks for
    something the handler has not got.
    """
    wanted = signature(page).parameters

    def declare(handler: Handler) -> Handler:
        given = signature(handler).parameters
        lacking = [name for name, each in wanted.items() if each.default is each.empty and name not in given]
        if lacking:
            raise TypeError(f"{handler.__name__} has no {', '.join(lacking)} for {page.__name__}")

        drafted = undrafted is None and {"visit", "form"} <= given.keys()

        @wraps(handler)
        async def sent(**arguments: Any) -> Response:
            try:
                answer = await handler(**arguments)
            except (ProblemError, FieldError) as error:
                desk = _desk(arguments)
                problem = in_words(desk, error)
                if problem.status == GONE or desk.wants_json:
                    raise problem from error
            else:
                if drafted and answer.status_code in LEADS_ON:
                    await _put_away(arguments["visit"], arguments["form"])
                return answer
            again(arguments.get("visit") or desk, arguments.get("form"), problem)
            return await page(**{name: arguments[name] for name in wanted if name in arguments})

        sent.shows, sent.drafted, sent.kept_as = page, drafted, kept_as  # type: ignore[attr-defined]
        return sent  # type: ignore[return-value]

    return declare


def again(visitor: Visit | Desk, form: Typed | None, problem: ProblemError | None = None) -> None:
    """The page that follows shows what was typed, and what is wrong with it."""
    desk = visitor.desk if isinstance(visitor, Visit) else visitor
    desk.typed, desk.problem = form or desk.typed, problem
    if isinstance(visitor, Visit):
        visitor.begin_summary()
        visitor.begin_drafts()


async def _put_away(visit: Visit, form: Typed) -> None:
    """The form was done with: its draft goes. What was done stays done where that fails; the draft is then shown once more."""
    with suppress(ProblemError, ServicesAwayError, SessionExpiredError):
        await visit.api.fetch(END_DRAFT, visit.form_address.removeprefix("/"), held=held(form))


def _desk(arguments: Mapping[str, Any]) -> Desk:
    desk: Desk = arguments["desk"] if "desk" in arguments else arguments["visit"].desk
    return desk


def in_words(desk: Desk, error: ProblemError | FieldError) -> ProblemError:
    """A refusal of our own as the services tell theirs, in the page's language."""
    if isinstance(error, ProblemError):
        return error
    words = desk.speech.say(error.words)
    errors = [{"field": field, "detail": desk.speech.say(fault)} for field, fault in error.faults.items()]
    return ProblemError(422, {"detail": words, "errors": errors})


@contextmanager
def naming(called: Callable[[str], str]) -> Iterator[None]:
    """Within, faults are told beside the fields of the form: `called` turns the service's name of one into the form's."""
    try:
        yield
    except ProblemError as problem:
        problem.fields = {called(field): words for field, words in problem.fields.items()}
        raise
