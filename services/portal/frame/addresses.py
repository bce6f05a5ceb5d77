"""Addresses of this site: where one is, where a form stands, and that nobody is led elsewhere."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from services.portal.frame.drafts import page_address

READS = frozenset({"GET", "HEAD"})


def local(address: str | None) -> str:
    """The address if it lies on this site, or else the home page: nobody is led elsewhere after signing in."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    split = urlsplit(address)
    return "/" if split.netloc or split.scheme else address


def path_of(url: str) -> str:
    """Where on this site an address leads that a browser told us; home for what is none."""
    try:
        split = urlsplit(url)
    except ValueError:
        return "/"
    return local(split.path + (f"?{split.query}" if split.query else ""))


def asked_for(request: HTTPConnection) -> str:
    """The address of the request, with its query."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def site(request: HTTPConnection) -> str:
    """Where people reach the pages, for what is read elsewhere: as it was set, or else as the page was asked for."""
    public_url: str | None = request.app.state.public_url
    return (public_url or str(request.base_url)).rstrip("/")


def here(request: HTTPConnection) -> str:
    """Where what is before one's eyes is to be had once more; where that answers a form, the page the form stands on."""
    if request.scope["method"] in READS:
        return asked_for(request)
    came_from = path_of(request.headers.get("referer", ""))
    page = form_page(request)
    # The browser knows the page's query as well, unless the form had come back there before.
    if page is None or came_from.partition("?")[0] == page.partition("?")[0]:
        return came_from
    return page


def form_page(request: HTTPConnection) -> str | None:
    """The page on which the form stands that is sent to this address; None where that has none."""
    handler: Callable[..., Any] | None = request.scope.get("endpoint")
    while (shows := getattr(handler, "shows", None)) is not None:
        handler = shows
    places: Mapping[str, Any] = request.scope.get("path_params", {})
    address = page_address(handler, places)
    return address and address + (f"?{request.url.query}" if request.url.query else "")
