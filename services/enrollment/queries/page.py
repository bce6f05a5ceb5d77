"""Keyset pages: where the next one begins is an opaque word."""

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from chassis.errors import InvalidError, invalid_field


def cursor(keys: Sequence[Any]) -> str:
    """The word for the place behind a row with these sort keys."""
    return base64.urlsafe_b64encode(orjson.dumps(keys)).decode().rstrip("=")


def place(word: str, kinds: Sequence[Callable[[str], Any]]) -> list[Any]:
    """The sort keys behind which to go on, each read by its kind. Raises InvalidError for a word that is none of ours."""
    try:
        keys = orjson.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        return [kind(key) for kind, key in zip(kinds, keys, strict=True)]
    except (ValueError, TypeError, OverflowError) as error:
        raise bad_cursor() from error


def plain(key: str) -> str:
    """A sort key that is text. Raises ValueError for what the database cannot hold."""
    if "\0" in key:
        raise ValueError("NUL")
    return key


def moment(key: str) -> datetime:
    """A sort key that is a moment, in UTC. Raises ValueError for one that is none."""
    return datetime.fromisoformat(key).astimezone(UTC)


def bad_cursor() -> InvalidError:
    """The word was made up or belongs to another list."""
    return invalid_field(
        "after",
        "bad_cursor",
        "翻页位置无效，请从第一页重新查看。",
        "This page marker is not valid. Start from the first page.",
    )


def literally(typed: str) -> str:
    """What was typed, to be found anywhere: `%` and `_` mean themselves."""
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
