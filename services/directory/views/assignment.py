"""Offices and who holds them, as they are shown."""

from uuid import UUID

from pydantic import BaseModel

from contracts.offices import Role


class HeldOffice(BaseModel):
    """An office a person holds today."""

    key: str
    role: Role
    scope: str
    name: str


class Holder(BaseModel):
    """Who holds an office; `phone` only for those who must call them."""

    person_id: UUID
    name: str
    phone: str | None


class OfficeItem(BaseModel):
    """An office with its holders of today."""

    key: str
    role: Role
    scope: str
    name: str
    holders: list[Holder]
