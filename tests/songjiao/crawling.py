"""Follows the links of pages as their reader might, and remembers where that led nowhere."""

import asyncio
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import httpx2

DEEP = 3
MOST_PAGES = 250
# So many pages of a kind are looked at, and of cases, which are whose they are, all rows of a list; so many choices of filters.
ALIKE, CASES, FILTERED = 5, 20, 5
AT_ONCE = 4
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|\d{6}")


class Links(HTMLParser):
    """Where a page's links lead, and the token of its forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, None] = {}
        self.token = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Links, pictures and frames are all asked for by a browser."""
        told = dict(attrs)
        leads = told.get({"a": "href", "img": "src", "iframe": "src", "object": "data"}.get(tag, ""))
        if leads:
            self.found[leads] = None
        elif tag == "input" and told.get("name") == "_csrf":
            self.token = told.get("value") or ""


def route(address: str) -> str:
    """What kind of page it is: ids and the values of a query left out."""
    parts = urlsplit(address)
    query = ",".join(sorted(name for name, _ in parse_qsl(parts.query)))
    return ID.sub("*", parts.path) + (f"?{query}" if query else "")


@dataclass
class Reader:
    """Somebody at a portal, or with no login nobody in particular."""

    http: httpx2.AsyncClient
    begins: str = "/"
    led_nowhere: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    _followed: Counter[str] = field(default_factory=Counter)

    def _wanted(self, link: str) -> bool:
        """Whether there is still something to be learned there: a filter is tried once with whatever it holds."""
        kind = route(link)
        path, _, query = kind.partition("?")
        counted = {kind: 1, f"{path}?": FILTERED} if query else {kind: CASES if kind == "/cases/*" else ALIKE}
        if any(self._followed[each] >= most for each, most in counted.items()):
            return False
        self._followed.update(counted.keys())
        return True

    async def sign_in(self, login: str, password: str) -> None:
        """By the form, as people do."""
        token = Links((await self.http.get("/sign-in")).text).token
        sent = {"_csrf": token, "login": login, "password": password, "next": "/", "kept": ""}
        answer = await self.http.post("/sign-in", data=sent)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/"), answer.text

    async def read(self) -> None:
        """Follow the links from the first page on, a few at a time."""
        known = {self.begins}
        layer = deque([(self.begins, "where one begins")])
        for depth in range(DEEP + 1):
            found: deque[tuple[str, str]] = deque()
            while layer and self.pages < MOST_PAGES:
                some = [layer.popleft() for _ in range(min(AT_ONCE, len(layer)))]
                for (address, _), links in zip(
                    some, await asyncio.gather(*(self._open(*each) for each in some)), strict=True
                ):
                    for link in links if depth < DEEP else ():
                        if link not in known and self._wanted(link):
                            known.add(link)
                            found.append((link, address))
            layer = found

    async def _open(self, address: str, seen_on: str) -> list[str]:
        self.pages += 1
        answer = await self.http.get(address, follow_redirects=True)
        if answer.status_code != httpx2.codes.OK:
            self.led_nowhere[address] = f"{answer.status_code}, linked on {seen_on}"
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        here = str(self.http.base_url)
        links = (urldefrag(urljoin(str(answer.url), link)).url for link in Links(answer.text).found)
        return [
            link.removeprefix(here.rstrip("/")) for link in links if link.startswith(here) and "/static/" not in link
        ]


async def follow_links(portal: str, login: str | None, password: str) -> Reader:
    """Read as the person, or as somebody without an account from the public pages on."""
    async with httpx2.AsyncClient(base_url=portal, timeout=30) as http:
        reader = Reader(http, "/" if login else "/windows")
        if login:
            await reader.sign_in(login, password)
        await reader.read()
        return reader


async def dead_ends(portal: str, logins: tuple[str | None, ...], password: str) -> dict[str | None, dict[str, str]]:
    """For each who was led nowhere: the addresses, with what was answered and where the link stood."""
    found: dict[str | None, dict[str, str]] = {}
    for login in logins:
        reader = await follow_links(portal, login, password)
        # Somebody who sees nothing but the first page has not looked.
        assert reader.pages > (1 if login is None else 20), login
        if reader.led_nowhere:
            found[login] = reader.led_nowhere
    return found
