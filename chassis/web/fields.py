"""What requests may carry: texts that hide nothing, bounded numbers, where a page begins.

    reason: Annotated[Lines, Field(min_length=2, max_length=500)]

Text is brought into NFC and stripped before it is measured.
"""

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from chassis.store.pages import LONGEST_CURSOR, MOST
from chassis.texts import has_hidden, plain

HIDDEN_CHARACTERS = "hidden_characters"
LONGEST_SEARCH = 60


def _without_hidden(text: str) -> str:
    if has_hidden(text):
        raise PydanticCustomError(HIDDEN_CHARACTERS, "invisible characters are not allowed")
    return plain(text).strip()


def _lines_without_hidden(text: str) -> str:
    if has_hidden(text, lines=True):
        raise PydanticCustomError(HIDDEN_CHARACTERS, "invisible characters are not allowed")
    return plain(text).strip()


# One line that names something, and several that justify it.
Line = Annotated[str, AfterValidator(_without_hidden)]
Lines = Annotated[str, AfterValidator(_lines_without_hidden)]


def shortened(text: str | None) -> str | None:
    """What somebody looks for, as far as it is looked at: more is no fault of theirs."""
    return text and text[:LONGEST_SEARCH]


Limit = Annotated[int, Query(ge=1, le=MOST)]
After = Annotated[str | None, Query(max_length=LONGEST_CURSOR, description="`next` of the page before.")]
SearchText = Annotated[Line | None, AfterValidator(shortened), Query()]
RequiredSearchText = Annotated[Line, Query(min_length=1, max_length=LONGEST_SEARCH)]
Code = Annotated[Line | None, Query(max_length=LONGEST_SEARCH)]
# What a 32-bit column holds, from one on: versions, revisions, rounds.
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
