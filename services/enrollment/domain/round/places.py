"""How many places a round has left, in each county and each studio: by the caps of studios and the quotas of the round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Quota:
    """How many the round may admit in a county, or into a studio."""

    places: int
    county: str | None = None
    studio_id: UUID | None = None


@dataclass
class StudioPlaces:
    """A studio in a round. `members` are of all rounds, `admitted` of this one; `quota` None is no limit but the cap."""

    studio_id: UUID
    name: str
    county: str
    county_name: str | None
    soft_cap: int | None
    members: int
    admitted: int
    applied: int
    recommended: int
    quota: int | None
    left: int = 0


@dataclass
class CountyPlaces:
    """A county in a round; `left` never exceeds what its studios have left."""

    county: str
    name: str | None
    quota: int | None
    studios: int = 0
    admitted: int = 0
    applied: int = 0
    recommended: int = 0
    left: int = 0


@dataclass
class Places:
    """The whole round; `short` are the studios with fewer members than they need (Art. 4.1)."""

    minimum: int | None
    counties: list[CountyPlaces] = field(default_factory=list)
    studios: list[StudioPlaces] = field(default_factory=list)

    @property
    def short(self) -> list[UUID]:
        """The studios with fewer members than they need."""
        return [studio.studio_id for studio in self.studios if studio.members < (self.minimum or 0)]


def of_round(
    studios: Iterable[StudioPlaces], county_quotas: Mapping[str, int], minimum: int | None, usual_cap: int | None
) -> Places:
    """Sum up the studios of a round by county, and say what is left of each."""
    places, counties = Places(minimum), dict[str, CountyPlaces]()
    for studio in studios:
        quota = county_quotas.get(studio.county)
        county = counties.setdefault(studio.county, CountyPlaces(studio.county, studio.county_name, quota))
        studio.soft_cap = studio.soft_cap or usual_cap
        limits = [(studio.soft_cap, studio.members), (studio.quota, studio.admitted)]
        studio.left = min((max(limit - taken, 0) for limit, taken in limits if limit is not None), default=0)
        county.studios += 1
        for name in ("admitted", "applied", "recommended", "left"):
            setattr(county, name, getattr(county, name) + getattr(studio, name))
        places.studios.append(studio)
    for county in counties.values():
        if county.quota is not None:
            county.left = min(county.left, max(county.quota - county.admitted, 0))
    for studio in places.studios:
        studio.left = min(studio.left, counties[studio.county].left)
    places.counties.extend(counties.values())
    return places
