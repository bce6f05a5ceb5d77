"""Who sees whom."""

from dataclasses import dataclass
from uuid import UUID

from contracts.authority import Reach, Right, reach
from contracts.offices import roles_of

# They act in public: everybody sees who holds these offices.
PUBLIC_ROLES = roles_of("city", "county", "school")
# Whoever must call people must call these too.
CALLED_ROLES = roles_of("city", "county")


@dataclass(frozen=True)
class View:
    """How far a person sees beside themselves and their school, and whom they must call."""

    person_id: UUID
    sees: Reach
    calls: Reach


def view_of(person_id: UUID, offices: frozenset[str]) -> View:
    """The view that comes with these offices (`role:scope`)."""
    return View(person_id, reach(Right.SEE_PEOPLE, offices), reach(Right.SEE_PHONES, offices))
