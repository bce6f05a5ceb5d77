"""Studios: the list, one studio, its members."""

import asyncio
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from services.portal.clients import Json, ProblemError
from services.portal.counties import counties
from services.portal.navigation import oversees
from services.portal.rounds import open_rounds
from services.portal.visit import Visit, Visitor

router = APIRouter()


class Filters(BaseModel):
    """What the list shows."""

    county: str = ""
    stage: str = ""
    track: str = ""
    q: str = ""
    after: str = ""


@router.get("/studios")
async def studios(visit: Visitor, filters: Annotated[Filters, Query()]) -> Response:
    """By county, stage, track and words."""
    found, names = await asyncio.gather(
        visit.api.get("/enrollment/studios", limit=30, **filters.model_dump()), counties(visit)
    )
    kept = {key: value for key, value in filters.model_dump().items() if value}
    shown = {"found": found, "studios": found["items"], "counties": names}
    return await visit.page("studio/list.html", filters=filters, query_kept=kept, **shown)


@router.get("/studios/{studio_id}")
async def studio(visit: Visitor, studio_id: str) -> Response:
    """One studio, with its members where the person may see them and its applications for offices."""
    found, roster, rounds = await asyncio.gather(
        visit.api.get(f"/enrollment/studios/{studio_id}"),
        _roster(visit, studio_id),
        open_rounds(visit),
    )
    may_apply = bool(rounds) and not oversees(visit.offices) and found["host_id"] != visit.session.person_id
    return await visit.page("studio/show.html", studio=found, roster=roster, may_apply=may_apply)


async def _roster(visit: Visit, studio_id: str) -> list[Json] | None:
    with suppress(ProblemError):
        return list((await visit.api.get(f"/enrollment/studios/{studio_id}/roster"))["items"])
    return None
