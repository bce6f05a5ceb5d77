"""Offices and who holds them."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis import clock
from chassis.store.pages import Page
from chassis.web.fields import After, Limit
from chassis.web.http import Reading
from contracts.offices import Role
from services.directory.api.parts import Viewer
from services.directory.queries import assignment as queries
from services.directory.views.assignment import OfficeItem

router = APIRouter(tags=["organisations"])

Scope = Annotated[str | None, Query(max_length=36, pattern=r"^[0-9a-z-]+$")]


@router.get("/offices")
async def offices(
    connection: Reading,
    view: Viewer,
    role: Role | None = None,
    scope: Scope = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[OfficeItem]:
    """Who holds which office today; phone numbers for those who must call."""
    return await queries.offices(connection, view, clock.business(), role, scope, after, limit)
