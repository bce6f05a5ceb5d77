"""Every form one types into keeps a draft, or says why not: found on the pages themselves, so that a new form is found too.

The pages are shown as in `test_every_page.py`, by answers made from the types the portal declares, in which everything may be done.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from chassis import clock
from services.portal.frame import drafts
from services.portal.frame.rendering import HERE
from services.portal.pages.studio_life.life import DOINGS
from services.portal.pages.studio_life.words import TURNS
from tests.portal.standing import NOWHERE, seated
from tests.portal.test_every_page import OFFICES, answering, pages

TYPED_INTO = {"text", "search", "tel", "number", "datetime-local", "date", "email", "url"}
# No drafts: what is typed is a secret or answered with one, is sent by GET, or is a record of its own as one types.
EXCUSED = {
    "/sign-in": "a password",
    "/profile/password": "a password",
    "/profile/tokens": "answered with a secret",
    "/applications/1/edit": "a record of its own",
}
KEPT = "2021年写的草稿"
# Everything that pages ask whether somebody may do it; and what has to be so that they may.
MAY = sorted(
    {
        word
        for template in (HERE / "templates").rglob("*.html")
        for word in re.findall(r"\"([\w.]+)\" in \w+(?:\.\w+)?\.?may", template.read_text(encoding="utf-8"))
    }
)
STATES = {
    "/enrollment/studios": "RECRUITING",
    "/enrollment/members/1": "SUBMITTED",
    "/approvals/tasks/1": "OPEN",
    "/approvals/tasks/2": "OPEN",
}
# The second task is a deed, whose form has something to type in.
DEED = {"task_id": "2", "kind": "studio_establishment", "stage": "base_proposal", "verbs": []}
TASK = "01a22760-94ab-7470-9f2b-000000000001"
# All that must be there before a nomination is looked at once more.
NOMINATION = {
    "host_id": "1", "title": "1|1", "county": "330328", "school_level": "小学", "track": "教师", "subject": "数学",
    "file_id": "1", "file_name": "证书.pdf",
}  # fmt: skip


@dataclass
class Found:
    """A form on a page: where it goes, what is typed into it, what stands there, and whose draft it shows."""

    action: str
    typed: dict[str, str] = field(default_factory=dict)
    draft: str = ""
    clears: bool = False


class Forms(HTMLParser):
    """Reads the forms of a page that send something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Found] = []
        self._open: Found | None = None
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Found(urlsplit(own["action"]).path) if own.get("method") == "post" else None
        elif self._open is None:
            return
        elif tag == "textarea":
            self._area = own["name"]
            self._open.typed[self._area] = ""
        elif tag == "input" and own.get("type", "text") in TYPED_INTO and own.get("name"):
            self._open.typed[own["name"]] = own.get("value", "")
        elif "data-draft" in own:
            self._open.draft = own["data-draft"]
        elif own.get("form") == "clear-draft":
            self._open.clears = own["value"].startswith(f"{self._open.draft} ")

    def handle_data(self, data: str) -> None:
        if self._area and self._open:
            self._open.typed[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "form" and self._open:
            self.found += [self._open]
            self._open = None


def everything_may_be_done(told: Any, path: str) -> Any:
    """The same answer to somebody who may do all there is."""
    if isinstance(told, list):
        return [everything_may_be_done(each, path) for each in told]
    if not isinstance(told, dict):
        return told
    changed = {key: everything_may_be_done(value, path) for key, value in told.items()}
    if isinstance(changed.get("may"), list):
        changed["may"] = ["statement"] if "disqualifications" in path else [*MAY, *TURNS, "set_cap", "fund.APPLIED_FOR"]
    if "minimum" in changed:
        changed["minimum"] = 10
    if path.endswith("/enrollment/members/1"):
        changed["studio"] = changed.get("studio") and changed["studio"] | {"id": "2"}
    if "state" in changed:
        changed["state"] = next((state for start, state in STATES.items() if path.endswith(start)), changed["state"])
    return changed | DEED if path.endswith("/approvals/tasks/2") else changed


class Showing:
    """Shows every page there is, with what is stored of its forms."""

    def __init__(self, app: FastAPI, browser: httpx2.AsyncClient, names: dict[str, list[str]]) -> None:
        self._app, self._browser, self._names = app, browser, names
        self._answers = answering("all")
        app.state.services.http = httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer), base_url=NOWHERE)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        if path.endswith("/me/drafts"):
            asked = parse_qs(request.url.query.decode())["form"]
            known = [
                each
                for each in self._names
                if any(each == form or (form.endswith("/") and each.startswith(form)) for form in asked)
            ]
            items = [
                {
                    "form": form,
                    "version": f"v:{form}",
                    "saved_at": "2026-11-20T01:00:00Z",
                    "fields": [[name, KEPT] for name in self._names[form]],
                }
                for form in known
            ]
            return httpx2.Response(200, json={"items": items})
        if request.method == "POST" and path.endswith("/batches/preview"):
            return httpx2.Response(200, json=[])
        for (method, pattern), told in self._answers.items():
            if method == request.method and pattern.fullmatch(path):
                return httpx2.Response(200, json=everything_may_be_done(told, path))
        return httpx2.Response(404, json={"code": "not_found", "detail": "—"})

    async def forms(self) -> AsyncIterator[Found]:
        for address in [*pages(self._app), "/proxies?q=2021", "/inbox/2"]:
            for found in Forms((await self._browser.get(address)).text).found:
                yield found
        token = self._app.state.seal.form_token("browser")
        for address, form in (
            ("/batches/preview", {"task": TASK}),
            ("/nominate", NOMINATION | {"do": "check"}),
        ):
            for found in Forms((await self._browser.post(address, data=form | {"_csrf": token})).text).found:
                yield found


async def found_forms(app: FastAPI, names: dict[str, list[str]]) -> list[Found]:
    with capture_logs():
        async with seated(app, {}, offices=OFFICES) as browser:
            browser.cookies.set("songjiao_form", "browser", domain="portal.test")
            showing = Showing(app, browser, names)
            return [found async for found in showing.forms()]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


async def test_every_form_one_types_into_keeps_a_draft(app: FastAPI, today: None) -> None:
    forms = [form for form in await found_forms(app, {}) if form.typed]
    plain = {form.action: sorted(form.typed) for form in forms if not form.draft}
    assert plain.keys() <= EXCUSED.keys(), plain
    assert all(drafts.is_drafted(form.draft) for form in forms if form.draft)
    # What a form keeps is kept under the address it is sent to.
    apart = {form.action: form.draft for form in forms if form.draft and form.draft != form.action}
    assert apart == {each: f"/batches/of/{them}" for each in apart for _, _, _, _, them in [each.split("/")]}


async def test_every_form_with_a_draft_was_seen_and_shows_it(app: FastAPI, today: None) -> None:
    names = {form.draft: list(form.typed) for form in await found_forms(app, {}) if form.draft and form.typed}
    seen = {re.sub(r"(?<=/)([12]|[0-9a-f]{24})(?=/|$)", "{}", address) for address in names}
    expected = {re.sub(r"\{\w+\}", "{}", form.address) for form in drafts.forms()}
    # One address takes in a form for each thing that may be done; in one of them a county is chosen and nothing typed.
    doings = {f"/studios/{{}}/life/{doing}" for doing in DOINGS.keys() - {"dispatch"}}
    assert seen == expected - {"/studios/{}/life/{}"} | doings
    lacking: dict[str, dict[str, str]] = {}
    for form in await found_forms(app, names):
        if form.draft and form.typed:
            other = {name: value for name, value in form.typed.items() if KEPT not in value}
            if other or not form.clears:
                lacking[form.draft] = other
    assert lacking == {}
