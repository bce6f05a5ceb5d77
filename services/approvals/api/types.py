"""What requests about decisions may carry."""

from typing import Annotated

from pydantic import Field

from chassis.web.fields import Line, Lines

# How long an opinion may be is the case's to say (`plan.writing`); this is what a request may carry at most.
Opinion = Annotated[Lines, Field(max_length=10_000)]
Word = Annotated[Line, Field(min_length=1, max_length=60)]
Attestations = Annotated[tuple[Word, ...], Field(max_length=8)]
