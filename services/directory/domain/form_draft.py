"""Drafts of forms: how large, how many, how long, and what of the text is kept."""

import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import orjson

from chassis.texts import has_hidden, plain

LARGEST: Final = 64 * 1024  # [D] bytes, as much as a browser sends while its page goes away
MOST: Final = 200  # [D] a person
KEPT: Final = timedelta(days=180)  # [D] untouched
# As long as a save that was on its way, or lay in a browser without a network, may come too late.
OVER_KEPT: Final = timedelta(days=30)  # [D]

Fields = list[tuple[str, str]]


def cleaned(fields: Sequence[tuple[str, str]]) -> Fields:
    """As typed, spaces too, without what nobody sees: a draft is not the place to refuse somebody a sign."""
    return [(_clean(name), _clean(value)) for name, value in fields]


def is_too_large(fields: Sequence[tuple[str, str]]) -> bool:
    """Whether it is more than a draft may hold."""
    return sum(len(name) + len(value) for name, value in fields) > LARGEST or len(orjson.dumps(fields)) > LARGEST


def _clean(text: str) -> str:
    if not has_hidden(text, lines=True):
        return plain(text)
    return unicodedata.normalize("NFC", "".join(sign for sign in text if not has_hidden(sign, lines=True)))
