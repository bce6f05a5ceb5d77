"""Events of `enrollment`: rounds, studios and members. What becomes of its cases is told as `CaseNews`."""

from contracts.events.enrollment.members import (
    MembershipBegan,
    MembershipEnded,
    MembershipRestored,
    PlanConfirmed,
)
from contracts.events.enrollment.rounds import (
    RoundClosed,
    RoundExtended,
    RoundOpened,
)
from contracts.events.enrollment.studios import (
    StudioFilled,
    StudioFullAgain,
    StudioFundProgressed,
    StudioHostChanged,
    StudioProgressed,
    StudioRegistered,
    StudioShortOfMembers,
    WindowChanged,
    WindowPublished,
)

__all__ = [
    "MembershipBegan",
    "MembershipEnded",
    "MembershipRestored",
    "PlanConfirmed",
    "RoundClosed",
    "RoundExtended",
    "RoundOpened",
    "StudioFilled",
    "StudioFullAgain",
    "StudioFundProgressed",
    "StudioHostChanged",
    "StudioProgressed",
    "StudioRegistered",
    "StudioShortOfMembers",
    "WindowChanged",
    "WindowPublished",
]
