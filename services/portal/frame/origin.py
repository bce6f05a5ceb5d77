"""From which site a browser was made to send something; it says so itself, and pages cannot make it say anything else."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

# `none`: a person, by the address bar or a reload.
OURS = frozenset({"same-origin", "none"})


def from_here(request: HTTPConnection, public_url: str | None) -> bool:
    """Whether our own pages sent it. A browser too old to say anything is known by the form's token alone."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OURS
    origin = request.headers.get("Origin")
    return origin is None or origin == _own(request, public_url)


def _own(request: HTTPConnection, public_url: str | None) -> str:
    found = urlsplit(public_url or str(request.base_url))
    return f"{found.scheme}://{found.netloc}"
