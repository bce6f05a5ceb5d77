"""Recruiting rounds: opened, extended and closed by the city; counted for the offices."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from casework.gate import permitted
from chassis import clock
from chassis.errors import not_found
from chassis.web.http import Caller, Reading, Tx
from contracts.authority import Right
from services.enrollment.api.parts import County, Items, Moment, Name, Seeing, View
from services.enrollment.commands.round import close as closing
from services.enrollment.commands.round import open as opening
from services.enrollment.commands.round.quotas import set_quotas
from services.enrollment.domain.round.overview import summed
from services.enrollment.domain.round.places import CountyPlaces, Quota, StudioPlaces, of_round
from services.enrollment.domain.words import ApplicationState
from services.enrollment.queries.known import recruitment
from services.enrollment.queries.round import quotas as quota_queries
from services.enrollment.queries.round import standing as queries

router = APIRouter(tags=["rounds"])

MOST_PLACES = 10_000


class QuotaWanted(BaseModel):
    """How many the round may admit in a county, or into a studio: one of the two."""

    model_config = ConfigDict(extra="forbid")

    county: County | None = None
    studio_id: UUID | None = None
    places: int = Field(ge=0, le=MOST_PLACES)

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if (self.county is None) == (self.studio_id is None):
            raise ValueError("name a county or a studio, and not both")
        return self

    def quota(self) -> Quota:
        """As the rules know it."""
        return Quota(self.places, self.county, self.studio_id)


class QuotasWanted(BaseModel):
    """All quotas of a round; what is not named has no limit but the studios' caps."""

    items: list[QuotaWanted] = Field(max_length=2000)


class RoundWanted(BaseModel):
    """A round; its studios are named one by one or by county."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    opens_at: Moment
    closes_at: Moment
    cycle: Annotated[str, StringConstraints(pattern=r"^[0-9a-z-]{1,40}$")] = Field(
        default="first", description="Rounds of one cycle share it: one live membership per person and cycle."
    )
    studio_ids: list[UUID] = Field(default_factory=list, max_length=1000)
    counties: list[County] = Field(default_factory=list, max_length=50)
    quotas: list[QuotaWanted] = Field(default_factory=list, max_length=2000)


class RoundEnd(BaseModel):
    """Until when a round stays open."""

    closes_at: Moment


class RoundView(View):
    """A round, with the number of its studios and the counties they are in."""

    id: UUID
    name: str
    cycle: str
    state: str
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    studios: int
    counties: list[str]


class CountyOverview(View):
    """How many applications to a county's studios stand in which state."""

    county: str
    name: str | None
    states: dict[ApplicationState, int]


class StudioOverview(View):
    """How many applications to a studio stand in which state."""

    studio_id: UUID
    name: str
    county: str
    states: dict[ApplicationState, int]


class RoundOverview(RoundView):
    """A round with the applications the caller may see, counted."""

    states: dict[ApplicationState, int]
    total: int
    by_county: list[CountyOverview]
    by_studio: list[StudioOverview]


class PlacesView(View):
    """How many places a round has left; `short` are the studios with fewer members than they need (Art. 4.1)."""

    minimum: int | None
    counties: list[CountyPlaces]
    studios: list[StudioPlaces]
    short: list[UUID]


class QuotasKept(View):
    """All quotas of a round."""

    items: list[Quota]


@router.get("/rounds")
async def list_rounds(_: Caller, connection: Reading) -> Items[RoundView]:
    """All rounds, the latest first."""
    return Items(items=[RoundView(**asdict(row)) for row in await queries.rounds(connection)])


@router.put("/rounds/{round_id}")
async def open_round(round_id: UUID, wanted: RoundWanted, caller: Caller, transaction: Tx) -> RoundView:
    """Open a round; the same call again changes nothing."""
    await permitted(transaction, caller, Right.OPEN_ROUND)
    told = wanted.model_dump(exclude={"quotas"})
    quotas = [quota.quota() for quota in wanted.quotas]
    await opening.open_round(transaction, opening.NewRound(id=round_id, quotas=quotas, **told))
    return await _round(transaction.connection, round_id)


@router.get("/rounds/{round_id}")
async def one_round(round_id: UUID, seeing: Seeing, connection: Reading) -> RoundOverview:
    """A round, with how many applications of those the caller may see stand in which state, per county and studio."""
    found = await _round(connection, round_id)
    return RoundOverview(**found.model_dump(), **summed(await queries.overview(connection, round_id, seeing)))


@router.get("/rounds/{round_id}/places")
async def places_left(round_id: UUID, _: Caller, connection: Reading) -> PlacesView:
    """Per county and studio: applied, recommended, admitted, places left; and which studios have too few members."""
    await _round(connection, round_id)
    rules = await recruitment(connection, clock.business())
    quotas = await quota_queries.quotas(connection, round_id)
    places = of_round(
        await quota_queries.studios(connection, round_id),
        {quota.county: quota.places for quota in quotas if quota.county is not None},
        rules.minimum_members if rules else None,
        rules.soft_cap if rules else None,
    )
    return PlacesView(minimum=places.minimum, counties=places.counties, studios=places.studios, short=places.short)


@router.put("/rounds/{round_id}/quotas")
async def put_quotas(round_id: UUID, wanted: QuotasWanted, caller: Caller, transaction: Tx) -> QuotasKept:
    """Set the quotas of a round that has not closed: all of them at once."""
    await permitted(transaction, caller, Right.SET_QUOTAS)
    await set_quotas(transaction, round_id, [quota.quota() for quota in wanted.items])
    return QuotasKept(items=await quota_queries.quotas(transaction.connection, round_id))


@router.post("/rounds/{round_id}/extend")
async def extend_round(round_id: UUID, wanted: RoundEnd, caller: Caller, transaction: Tx) -> RoundView:
    """Keep a round open longer, as long as it has not closed."""
    await permitted(transaction, caller, Right.EXTEND_ROUND)
    await closing.extend_round(transaction, round_id, wanted.closes_at)
    return await _round(transaction.connection, round_id)


@router.post("/rounds/{round_id}/close")
async def close_round(round_id: UUID, caller: Caller, transaction: Tx) -> RoundView:
    """Close a round now; closing it twice is no error."""
    await permitted(transaction, caller, Right.CLOSE_ROUND)
    await closing.close_round(transaction, round_id)
    return await _round(transaction.connection, round_id)


async def _round(connection: Reading, round_id: UUID) -> RoundView:
    found = await queries.round_row(connection, round_id)
    if found is None:
        raise not_found("没有这个招收批次。", "There is no such round.")
    return RoundView(**asdict(found))
