"""What a home is made of: a part for each thing somebody is, the most pressing first."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from contracts.offices import Role
from services.portal.frame.visit import Visit


class Presses(IntEnum):
    """How pressing a part is, the most pressing first."""

    LATE = 0
    SOON = 1
    TO_DO = 2
    TO_READ = 3


@dataclass(frozen=True)
class Part:
    """A part of somebody's home. What stands `beside` is to be looked at and not to be done."""

    template: str
    presses: Presses
    shown: dict[str, Any] = field(default_factory=dict)
    beside: bool = False


def scopes(visit: Visit, role: Role) -> list[str]:
    """Over what the person holds this role."""
    return sorted(key.partition(":")[2] for key in visit.offices if key.startswith(f"{role}:"))
