"""What a page needs of the application, whoever asks for it."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.requests import HTTPConnection

from services.portal.frame.addresses import here
from services.portal.frame.clients import Api, ProblemError, Services
from services.portal.frame.cookies import Jar
from services.portal.frame.drafts import Drafts
from services.portal.frame.live import Hub
from services.portal.frame.rendering import Pages
from services.portal.frame.speech import Language, Speech, language_of
from services.portal.frame.typed import Typed


@dataclass
class Desk:
    """What pages need of the application: templates, services, and the cookie jar of this request."""

    request: HTTPConnection
    pages: Pages
    services: Services
    jar: Jar
    language: Language
    # What was typed into a form that comes back, and why it does.
    typed: Typed = field(default_factory=Typed)
    problem: ProblemError | None = None

    @property
    def wants_json(self) -> bool:
        """Whether a script asked, which shows a sentence where it stands: it wants JSON, or sends it as no form does."""
        accepts, sends = (self.request.headers.get(name, "") for name in ("accept", "content-type"))
        return "json" in accepts or "json" in sends

    def render(self, template: str, status: int | None = None, **context: Any) -> HTMLResponse:
        """A page with what every page has; one that comes back has the status of its refusal."""
        token = self.jar.form_token()
        common: dict[str, Any] = {
            "path": self.request.url.path,
            "here": here(self.request),
            "csrf": token,
            "form_token": Markup('<input type="hidden" name="_csrf" value="{}">').format(token),
            "said": self.jar.take_said(),
            "problem": self.problem,
            "typed": self.typed,
            "drafts": Drafts(),
            "me": None,
            "acting": None,
        }
        page = self.pages.render(self.language, template, **(common | context))
        if status is None:
            status = self.problem.status if self.problem else 200
        return HTMLResponse(page, status, headers={"Vary": "HX-Request, Cookie"})

    @property
    def address(self) -> str:
        """Where the request comes from: from behind a gateway only as TRUSTED_PROXIES says."""
        return self.request.client.host if self.request.client else ""

    @property
    def speech(self) -> Speech:
        """How the page says things."""
        return self.pages.speech(self.language)

    @property
    def hub(self) -> Hub:
        """Whom open pages hear of changes from."""
        hub: Hub = self.request.app.state.hub
        return hub

    @property
    def public(self) -> Api:
        """The services as everybody may ask them."""
        return Api(self.services.http, None, self.language)

    def say(self, sentence: str, **values: Any) -> None:
        """Told once, on the next page."""
        self.jar.say(self.pages.say(self.language, sentence, **values))


def desk_of(request: HTTPConnection) -> Desk:
    """The desk of a request, whoever makes it."""
    state = request.app.state
    jar: Jar = request.scope["songjiao.jar"]
    return Desk(request, state.pages, state.services, jar, language_of(jar.language()))


Guest = Annotated[Desk, Depends(desk_of)]
