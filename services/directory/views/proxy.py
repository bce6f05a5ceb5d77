"""Proxies as they are shown."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class ProxyItem(BaseModel):
    """A proxy (委托); it ends at `valid_until`, or earlier when revoked."""

    proxy_id: UUID
    principal_id: UUID
    principal_name: str
    deputy_id: UUID
    deputy_name: str
    offices: list[str]
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None
