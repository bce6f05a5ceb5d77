"""Drafts of forms: what somebody typed and has not sent stands in the form again, wherever they open it.

A form's draft lies at the directory under the form's address. Which forms a page has follows from what comes back to it
(`comes_back`), so a new form has a draft without a word about it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.portal.frame.asked.directory import Draft
from services.portal.frame.typed import Typed

# What a form carries beside what is typed into it; the second says on which versions of its draft it stands.
UNTYPED = frozenset({"_csrf", "_draft"})
HELD = "_draft"
MOST_HELD = 10

_PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")


class Undrafted(StrEnum):
    """Why a form that sends something has no draft."""

    PRIVATE = "what is typed is a secret, or answered with one"
    CHOICE = "there is nothing to type: a choice or a file is sent at once"
    RECORD = "it saves a record of its own as one types"


@dataclass(frozen=True)
class Form:
    """A form that has a draft: how its address is made, and the page it stands on."""

    address: str
    page: Callable[..., Any]


_pages: dict[Callable[..., Any], str] = {}
_forms: dict[Callable[..., Any], Form] = {}


def register_page(page: Callable[..., Any], path: str) -> None:
    """Where a page is."""
    _pages[page] = path


def page_address(page: Callable[..., Any] | None, places: Mapping[str, Any]) -> str | None:
    """Where the page is with these places filled; None where it cannot be opened by itself."""
    address = _pages.get(page) if page else None
    lacking = address is None or set(_PLACE.findall(address)) - places.keys()
    return None if lacking else _filled(str(address), {name: str(value) for name, value in places.items()})


def register_form(handler: Callable[..., Any], address: str, page: Callable[..., Any]) -> None:
    """What this takes in has a draft, kept under the address."""
    _forms[handler] = Form(address, page)


def sent_to(handler: Callable[..., Any] | None) -> Form | None:
    """The form this takes in, where it has a draft."""
    return _forms.get(handler) if handler else None


def forms() -> tuple[Form, ...]:
    """All that have drafts."""
    return tuple(_forms.values())


def is_drafted(address: str) -> bool:
    """Whether it is a form's that has drafts."""
    return any(re.fullmatch(_PLACE.sub(r"[^/]+", form.address), address) for form in _forms.values())


def addresses_on(page: Callable[..., Any] | None, places: Mapping[str, Any]) -> list[str]:
    """Of the forms on a page, as it is opened; up to a slash where only the page knows the rest."""
    own = set(_PLACE.findall(_pages.get(page, "") if page else ""))
    known = {name: str(value) for name, value in places.items() if name in own}
    return list(dict.fromkeys(_filled(form.address, known) for form in _forms.values() if form.page is page))


def _filled(address: str, known: Mapping[str, str]) -> str:
    pieces: list[str] = []
    for piece in address.split("/")[1:]:
        place = _PLACE.fullmatch(piece)
        if place and place[1] not in known:
            return "/" + "/".join(pieces) + "/"
        pieces.append(known[place[1]] if place else piece)
    return "/" + "/".join(pieces)


@dataclass(frozen=True)
class Kept:
    """How one form stands: the version that is stored, and whether its fields show it."""

    version: str = ""
    saved_at: str = ""
    names: tuple[str, ...] = ()
    restored: bool = False
    came_back: bool = False


class Drafts:
    """Of the forms on one page, as it is shown once. A form that comes back shows what was sent, the others their drafts."""

    def __init__(self, stored: Iterable[Draft] = (), came_back: Typed | None = None, sent_to: str = "") -> None:
        self._stored = {each["form"]: each for each in stored}
        self._came_back = came_back
        self._sent_to = sent_to

    def of(self, address: str) -> Kept:
        """How a form of this address stands."""
        found = self._stored.get(address)
        version, saved_at = (found["version"], found["saved_at"]) if found else ("", "")
        if self._is_back(address) and self._came_back is not None:
            return Kept(version, saved_at, _names(self._came_back), came_back=True)
        typed = _typed(found)
        return Kept(version, saved_at, _names(typed), restored=bool(typed))

    def within(self, address: str) -> Typed:
        """What stands in this form alone."""
        if self._is_back(address) and self._came_back is not None:
            return self._came_back
        return _typed(self._stored.get(address))

    def everything(self, addresses: Iterable[str]) -> Typed:
        """What stands in the forms of these addresses, and in the one that comes back."""
        typed = Typed(self._came_back.fields() if self._came_back else ())
        for address in addresses:
            if not self._is_back(address):
                for name, value in _typed(self._stored.get(address)).fields():
                    typed.keep(name, str(value))
        return typed

    def _is_back(self, address: str) -> bool:
        return self._came_back is not None and address == self._sent_to


def _typed(found: Draft | None) -> Typed:
    return Typed([(name, value) for name, value in (found and found["fields"]) or ()])


def _names(typed: Typed) -> tuple[str, ...]:
    return tuple(name for name in typed if name not in UNTYPED)


def held(form: Typed) -> list[str]:
    """The versions of its draft a form stood on when it was sent."""
    return form[HELD].split()[-MOST_HELD:]
