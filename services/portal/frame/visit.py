"""One request of one person: their session, the services as they see them, and the frame around every page."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from chassis import clock
from contracts.authority import Right, may, may_anywhere
from services.portal.frame import navigation
from services.portal.frame.acting import require_proxy
from services.portal.frame.asked.cases import SEEN
from services.portal.frame.asked.directory import DRAFTS
from services.portal.frame.asked.tasks import SUMMARY
from services.portal.frame.calls import Call
from services.portal.frame.clients import Api, Json, ProblemError, ServicesAwayError, SessionExpiredError
from services.portal.frame.cookies import Jar
from services.portal.frame.desk import Desk, desk_of
from services.portal.frame.drafts import Drafts, addresses_on, sent_to
from services.portal.frame.session import Acting, Session
from services.portal.frame.speech import Language, Speech
from services.portal.frame.typed import Typed

NOTHING_WAITS: Json = {
    "waiting": {"overdue": 0, "today": 0, "week": 0, "later": 0, "total": 0, "capped": False},
    "reminders": [],
    "started": [],
    "overtaken": [],
    "outcomes": [],
    "returned": [],
    "own": 0,
    "unread": 0,
    "listed": 0,
}


@dataclass
class Visit:
    """A signed-in person's request."""

    desk: Desk
    session: Session
    api: Api
    began: float = field(default_factory=lambda: clock.machine().timestamp())
    _summary: asyncio.Task[Json] | None = field(default=None, repr=False)
    _once: dict[str, asyncio.Task[Any]] = field(default_factory=dict, repr=False)
    _drafts: asyncio.Task[Drafts] | None = field(default=None, repr=False)

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.desk.language

    @property
    def speech(self) -> Speech:
        """How the page says things."""
        return self.desk.speech

    async def typed(self) -> Typed:
        """What was typed into the forms of this page: into one that comes back, or else what is kept of them as drafts."""
        return (await self.drafts()).everything(self._addresses)

    @property
    def fragment(self) -> bool:
        """Whether only a part of a page was asked for."""
        headers = self.desk.request.headers
        return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers

    @property
    def offices(self) -> frozenset[str]:
        """Keys of the offices held."""
        return self.session.offices

    @property
    def acting_proxy(self) -> str:
        """The proxy somebody is acted for under; empty in one's own name."""
        return self.session.acting.proxy_id if self.session.acting else ""

    def begin_summary(self) -> asyncio.Task[Json]:
        """Ask for the counts of the frame beside what the page itself asks for."""
        task = asyncio.create_task(self._ask_summary())
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._summary = task
        return task

    async def _ask_summary(self) -> Json:
        # A frame without counts is better than no page.
        with suppress(ProblemError, ServicesAwayError):
            summary = await self.api.get(SUMMARY)
            # What came back waits for its author as a task waits for an office.
            returned = [case for case in summary["started"] if case["state"] == "RETURNED"]
            # Who holds no office has no inbox to look at: what waits for oneself is told by the bell.
            own = 0 if self.offices else summary["waiting"]["total"]
            # Of what is unread only the newest are listed.
            listed = own + len([*returned, *summary["outcomes"], *summary["reminders"], *summary["overtaken"]])
            unread = summary["unread"] + len(returned) + own
            told = {"returned": returned, "own": own, "unread": unread, "listed": listed}
            return summary | told
        return NOTHING_WAITS

    async def once[Answer](self, call: Call[Answer]) -> Answer:
        """What several parts of a page read is asked once."""
        if call.path not in self._once:
            task = asyncio.create_task(self.api.get(call))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._once[call.path] = task
        answer: Answer = await self._once[call.path]
        return answer

    def may(self, right: str, *scopes: str | None) -> bool:
        """Whether the person has the right over one of the scopes, or where none is named over anything: what templates ask."""
        found = Right[right]
        return may(found, self.offices, *scopes) if scopes else may_anywhere(found, self.offices)

    @property
    def form_address(self) -> str:
        """Under which the draft of the form that was sent is kept; the form's own address where it has none."""
        request = self.desk.request
        form = sent_to(request.scope.get("endpoint"))
        return form.address.format(**request.path_params) if form else request.url.path

    @property
    def _addresses(self) -> list[str]:
        endpoint, places = self.desk.request.scope.get("endpoint"), self.desk.request.path_params
        # What takes a form in shows that form's page again where it is refused, and may show a page of its own where it is not.
        pages = dict.fromkeys((endpoint, getattr(endpoint, "shows", endpoint)))
        return [address for page in pages for address in addresses_on(page, places)]

    def begin_drafts(self) -> None:
        """Ask for the drafts of the page's forms beside what the page itself asks for; a page without such forms asks nothing."""
        if not self._addresses:
            return
        task = asyncio.create_task(self._ask_drafts())
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._drafts = task

    async def _ask_drafts(self) -> Drafts:
        typed = self.desk.typed
        came_back = (typed, self.form_address) if typed or self.desk.problem else (None, "")
        # A form without its draft is better than no form.
        with suppress(ProblemError, ServicesAwayError):
            stored = (await self.api.get(DRAFTS, form=self._addresses))["items"]
            return Drafts(stored, *came_back)
        return Drafts((), *came_back)

    async def drafts(self) -> Drafts:
        """Of the forms of this page."""
        return await self._drafts if self._drafts else Drafts((), self.desk.typed, self.form_address)

    async def summary(self) -> Json:
        """What waits, was reminded and started."""
        return await (self._summary or self.begin_summary())

    async def page(
        self, template: str, status: int | None = None, acting_for: str | None = None, **context: Any
    ) -> HTMLResponse:
        """A page in its frame. `acting_for` names the person whose case is decided when it is not the one in the menu."""
        summary = NOTHING_WAITS if self.fragment else await self.summary()
        drafts = await self.drafts()
        acting = self.session.acting
        frame = {
            "me": self.session,
            "may": self.may,
            "acting": acting or (Acting("", acting_for) if acting_for else None),
            "doors": navigation.doors(self.offices, stands_in(summary, acting)),
            "summary": summary,
            "waiting": summary["waiting"]["total"],
            "fragment": self.fragment,
            "began": self.began,
            "drafts": drafts,
            "typed": drafts.everything(self._addresses),
        }
        return self.desk.render(template, status, **(frame | context))

    async def seen(self, case_id: str) -> None:
        """What became of a case, or of a decision in it, was told to the person, and now they look: it is news no more."""
        if self.fragment:
            return
        summary = await self.summary()
        if any(told["case_id"] == case_id for told in [*summary["outcomes"], *summary["overtaken"]]):
            with suppress(ProblemError, ServicesAwayError):
                await self.api.do(SEEN, case_id)

    def go(self, address: str, said: str | None = None, **values: Any) -> RedirectResponse:
        """On to another page, after something was done."""
        if said:
            self.desk.say(said, **values)
        return RedirectResponse(address, 303)

    def keep(self, session: Session) -> None:
        """The session has changed."""
        self.session = session
        self.desk.jar.keep(session)

    def act_for(self, acting: Acting | None) -> None:
        """From now on in somebody's stead, or for oneself again."""
        self.keep(replace(self.session, acting=acting))


def stands_in(summary: Mapping[str, Any], acting: Acting | None) -> bool:
    """Whether somebody gave the person a proxy: then things may wait without an office of their own."""
    return acting is not None or bool(summary["waiting"]["total"])


async def listener(request: Request) -> Visit:
    """The signed-in person, whomever they act for; raises SessionExpiredError."""
    desk = desk_of(request)
    session = desk.jar.session()
    if session is None:
        raise SessionExpiredError
    renewed = await desk.services.fresh(session)
    if renewed is not session:
        renewed = replace(renewed, acting=session.acting)
        desk.jar.keep(renewed)
    found = Visit(desk, renewed, Api(desk.services.http, renewed.access, desk.language))
    if request.method == "GET":
        found.begin_drafts()
        if not found.fragment:
            found.begin_summary()
    return found


async def visit(request: Request) -> Visit:
    """The signed-in person; raises SessionExpiredError, and ProxyOverError before anything is shown under a proxy that is over.

    What is sent goes on to the services as it was meant: they refuse it, where it might else be done in one's own name.
    """
    found = await listener(request)
    if request.method == "GET":
        await require_proxy(found.api, found.session)
    return found


def shown_to(request: Request, form: FormData) -> str | None:
    """Whom the form was shown, by its token or the header beside it: "" for a guest; None where it is not this browser's."""
    token = request.headers.get("X-CSRF-Token") or form.get("_csrf")
    jar: Jar = request.scope["songjiao.jar"]
    return jar.shown_to(token if isinstance(token, str) else None)


Visitor = Annotated[Visit, Depends(visit)]
Listener = Annotated[Visit, Depends(listener)]
