"""Part of a list."""

from pydantic import BaseModel


class Page[Item](BaseModel):
    """Part of a list; `next` is the cursor of what follows, null at the end."""

    items: list[Item]
    next: str | None
