"""Whether the person may apply at all: asked before the first step, so that nobody is invited to what would be refused."""

from collections.abc import Collection
from dataclasses import dataclass, field

from services.portal.frame.asked.applications import ELIGIBILITY, Obstacle
from services.portal.frame.navigation import oversees
from services.portal.frame.visit import Visit


@dataclass(frozen=True)
class Applying:
    """In which open rounds the person may apply, what stands against it in the others, and against studios asked about."""

    rounds: tuple[str, ...] = ()
    against: dict[str, Obstacle] = field(default_factory=dict)
    studios: dict[tuple[str, str], Obstacle] = field(default_factory=dict)

    @property
    def may(self) -> bool:
        """Whether there is a round to apply in."""
        return bool(self.rounds)

    @property
    def obstacle(self) -> Obstacle | None:
        """Why there is none, of the round that closes first."""
        return None if self.rounds else next(iter(self.against.values()), None)

    def to(self, studio_id: str) -> Obstacle | None:
        """What stands against this studio in every open round, of the one that closes first."""
        refused = [self.against.get(round_) or self.studios.get((round_, studio_id)) for round_ in self._all]
        return None if None in refused else next(iter(refused), None)

    def in_round(self, round_id: str, studio_id: str) -> Obstacle | None:
        """What stands against this studio in this round."""
        return self.against.get(round_id) or self.studios.get((round_id, studio_id))

    @property
    def _all(self) -> list[str]:
        return [*self.rounds, *self.against]


async def applying(visit: Visit, studio_ids: Collection[str] = ()) -> Applying:
    """In the open rounds; nobody who looks after a county or the city is asked to apply."""
    if oversees(visit.offices):
        return Applying()
    found = (await visit.api.get(ELIGIBILITY, studio_id=list(dict.fromkeys(studio_ids))))["items"]
    return Applying(
        tuple(each["round_id"] for each in found if not each["obstacle"]),
        {each["round_id"]: each["obstacle"] for each in found if each["obstacle"]},
        {(each["round_id"], studio["studio_id"]): studio for each in found for studio in each["studios"]},
    )
