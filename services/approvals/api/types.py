"""What requests may carry: bounded numbers, and texts without control characters, which PostgreSQL or a page could not take."""

import unicodedata
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

ALLOWED = "\n\r\t"


def _without_controls(text: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in ALLOWED for character in text):
        raise PydanticCustomError("control_characters", "control characters are not allowed")
    return text


PlainText = Annotated[str, AfterValidator(_without_controls)]
Opinion = Annotated[PlainText, AfterValidator(str.strip), Field(max_length=10_000)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1)]
ContentHash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Word = Annotated[PlainText, Field(min_length=1, max_length=60)]
Attestations = Annotated[tuple[Word, ...], Field(max_length=8)]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str | None, Query(max_length=200)]
SearchText = Annotated[PlainText | None, Query(max_length=60)]
RequiredSearchText = Annotated[PlainText, AfterValidator(str.strip), Query(min_length=1, max_length=60)]
Code = Annotated[PlainText | None, Query(max_length=60)]
