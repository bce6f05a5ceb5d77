"""The language of a page, and how a sentence of the catalogue is said in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def language_of(asked: str | None) -> Language:
    """Chinese unless English was asked for."""
    return "en" if asked == "en" else "zh"


@dataclass(frozen=True)
class Speech:
    """Says sentences of the catalogue, their places filled in. Only literals of ours are handed to it, never what people wrote."""

    language: Language
    say: Callable[..., str]
