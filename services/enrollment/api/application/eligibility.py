"""Whether somebody may apply at all: told before the first step, by the very rules that judge what is sent (Art. 4.2)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from chassis import clock
from chassis.web.http import Caller, Language, Reading
from services.enrollment.api.application.showing import obstacle
from services.enrollment.api.application.views import Obstacle
from services.enrollment.api.parts import Items, View
from services.enrollment.domain.application import guards
from services.enrollment.queries.application import eligibility as queries

router = APIRouter(tags=["applications"])

MOST_STUDIOS = 50


class StudioObstacle(Obstacle):
    """Why one of the studios cannot be applied to."""

    studio_id: UUID


class Eligibility(View):
    """Whether the caller may apply in a round: what stands against it, and against which of the studios asked about."""

    round_id: UUID
    obstacle: Obstacle | None
    studios: list[StudioObstacle]


@router.get("/eligibility")
async def eligibility(
    caller: Caller,
    connection: Reading,
    language: Language,
    round_id: UUID | None = None,
    studio_id: Annotated[list[UUID] | None, Query(max_length=MOST_STUDIOS)] = None,
) -> Items[Eligibility]:
    """May I apply in this round, or in each that is open, and to these studios; and if not, why."""
    now, studio_ids = clock.business(), studio_id or []
    found = await queries.situations(connection, caller.person_id, round_id, now)
    chosen = await queries.at_studios(connection, found, studio_ids) if studio_ids else {}
    faults = {place: guards.studio_fault(situation) for place, situation in chosen.items()}
    items = []
    for situation in found:
        assert situation.round is not None
        own = {studio: fault for (round_, studio), fault in faults.items() if round_ == situation.round.id and fault}
        against = guards.person_fault(situation, now)
        items.append(
            Eligibility(
                round_id=situation.round.id,
                obstacle=obstacle(against, language) if against else None,
                studios=[
                    StudioObstacle(studio_id=studio, **obstacle(fault, language).model_dump())
                    for studio, fault in own.items()
                ],
            )
        )
    return Items(items=items)
