"""What may be done about a member, and by whom; and when a studio has become too small (Art. 4.1)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from contracts.authority import Right, may
from services.enrollment.domain.words import StudioState

Act = Literal["leave", "transfer", "hand_in_plan", "decide_plan"]


@dataclass(frozen=True)
class Target:
    """The studio somebody is to be transferred to, and whether it recruits in the cycle of the membership."""

    id: UUID
    county: str
    host_id: UUID
    state: StudioState
    in_cycle: bool
    members: int
    soft_cap: int | None


class Standing(Protocol):
    """A membership as far as it matters who may do what."""

    @property
    def trainee_id(self) -> UUID: ...
    @property
    def host_id(self) -> UUID: ...
    @property
    def county(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def plan_state(self) -> str | None: ...


# What offices may do about a member, who is a party of it.
OF_OFFICES: dict[Act, Right] = {"leave": Right.END_MEMBERSHIP, "transfer": Right.TRANSFER_MEMBER}


def own_acts(person_id: UUID, member: Standing) -> list[Act]:
    """What this person may do as trainee or host, as long as it can be done at all."""
    is_trainee, is_host = person_id == member.trainee_id, person_id == member.host_id
    allowed: dict[Act, bool] = {"leave": is_trainee, "hand_in_plan": is_trainee, "decide_plan": is_host}
    return [act for act, is_allowed in allowed.items() if is_allowed]


def open_acts(person_id: UUID, offices: Collection[str], member: Standing) -> list[Act]:
    """What this person may do now; nothing once the membership has ended."""
    if member.state != "ACTIVE":
        return []
    acts = own_acts(person_id, member)
    if person_id != member.trainee_id:
        acts += [act for act, right in OF_OFFICES.items() if may(right, offices, member.county)]
    return [act for act in acts if act != "decide_plan" or member.plan_state == "SUBMITTED"]


def has_fallen(members: int, minimum: int) -> bool:
    """Whether the member who just ended was the one the studio cannot spare.

    A studio that is still recruiting, or that began with fewer by a waiver, is not told again of what is known.
    """
    return members == minimum - 1
