"""People as they are shown to others and to themselves."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.directory.views.assignment import HeldOffice
from services.directory.views.proxy import ProxyItem

Language = Literal["zh", "en"]


class PersonItem(BaseModel):
    """A person in a list."""

    id: UUID
    name: str
    school_name: str | None


class PersonDetail(BaseModel):
    """A person; `phone` only for those who must call them."""

    id: UUID
    name: str
    school_id: UUID | None
    school_name: str | None
    county: str | None
    phone: str | None
    offices: list[HeldOffice]


class Me(BaseModel):
    """The caller: who they are, what they hold, for whom they may act today."""

    person_id: UUID
    name: str
    login: str | None
    phone: str | None
    school_id: UUID | None
    school_name: str | None
    county: str | None
    language: Language
    offices: list[HeldOffice]
    proxies_given: list[ProxyItem]
    proxies_held: list[ProxyItem]
