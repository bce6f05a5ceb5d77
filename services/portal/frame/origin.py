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
    return origin is None or _is_ours(origin, request, public_url)


def _is_ours(origin: str, request: HTTPConnection, public_url: str | None) -> bool:
    told = urlsplit(origin)
    if public_url is None:
        # What adds TLS may stand before us and not say so: the host alone is known.
        return told.netloc == request.url.netloc
    own = urlsplit(public_url)
    return (told.scheme, told.netloc) == (own.scheme, own.netloc)
