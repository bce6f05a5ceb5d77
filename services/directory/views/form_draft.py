"""A person's own draft of a form as it is shown to them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class FormDraftItem(BaseModel):
    """What was typed; `fields` is null where the form was sent, or the draft put away, since."""

    form: str
    version: UUID
    saved_at: datetime
    fields: list[tuple[str, str]] | None


class FormDrafts(BaseModel):
    """Of the forms asked for, those there is something of."""

    items: list[FormDraftItem]
