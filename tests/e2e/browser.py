"""A browser, and the people who sit at it: each with a context of their own, signed in once, watched all the time."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright, expect

from tests.system.world import PASSWORD, Person

# The first has no windows at all and takes a quarter less of the processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, NARROW, NARROWEST = (1440, 900), (390, 844), (320, 640)
# A refusal is an answer like any other, and so is a part that is broken off because its reader has gone on.
ANSWERS = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort", "htmx:sendError")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
# Milliseconds: conditions are met at once on a quiet machine, and others may share this one.
PATIENCE = 40_000


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """The system's Chromium, or else Playwright's own."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


class Seats:
    """Gives everybody a browser of their own, and notes what no page may ever do."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self.url = url
        self._signed_in: dict[str, Any] = {}
        self._open: list[tuple[BrowserContext, Person | None]] = []
        self.faults: list[str] = []
        """Errors in the console, requests to other hosts, dialogs."""

    async def take(self, person: Person | None, size: tuple[int, int] = WIDE, **options: Any) -> Page:
        """A page of somebody's own browser, signed in; at the sign-in page for nobody in particular."""
        if person and person.login not in self._signed_in:
            await self._sign_in(person)
        state = self._signed_in[person.login] if person else None
        context = await self._context(size, storage_state=state, **options)
        self._open.append((context, person))
        return await self._watched(context)

    async def _context(self, size: tuple[int, int], **options: Any) -> BrowserContext:
        context = await self._browser.new_context(
            base_url=self.url, viewport={"width": size[0], "height": size[1]}, locale="zh-CN",
            timezone_id="Asia/Shanghai", **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        return context

    async def _sign_in(self, person: Person) -> None:
        """Through the form, but without drawing it: tests of signing in use `sign_in` on a page."""
        context = await self._context(WIDE)
        form = await (await context.request.get("/sign-in")).text()
        typed = {"login": person.login, "password": PASSWORD}
        answer = await context.request.post("/sign-in", form=dict(HIDDEN.findall(form)) | typed)
        assert answer.ok, f"{person.login} is not signed in: {answer.status}"
        assert urlsplit(answer.url).path != "/sign-in", f"{person.login} is not signed in"
        self._signed_in[person.login] = await context.storage_state()
        await context.close()

    async def _watched(self, context: BrowserContext) -> Page:
        context.on("request", self._look_at)
        context.on("console", lambda said: self._hear(said.type, said.text))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        page = await context.new_page()
        page.on("dialog", lambda dialog: self.faults.append(f"a dialog: {dialog.message}"))
        return page

    def _look_at(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != urlsplit(self.url).netloc:
            self.faults.append(f"asked another host: {request.url}")

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(ANSWERS):
            self.faults.append(text)

    async def leave(self) -> None:
        """Close all browsers; whose tokens were renewed meanwhile comes back with the new ones."""
        for context, person in self._open:
            if person:
                self._signed_in[person.login] = await context.storage_state()
            await context.close()
        self._open.clear()


async def sign_in(page: Page, person: Person) -> None:
    """Fill in the form that is there."""
    await page.get_by_label("账号").fill(person.login)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
