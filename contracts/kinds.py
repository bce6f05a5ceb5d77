"""The registry of kinds of case.

Triggers, permissions on the bus, live updates, choices of the command line and lists in tests follow from it.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Kind:
    """A kind of case: who owns it, and what its numbers begin with.

    The process that moves it, its workflow and its task queue bear its name. `area` is the part of the rule set that holds
    its stages; None where the owner plans otherwise.
    """

    name: str
    owner: str
    prefix: str
    area: str | None = None


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; again, it stays as it was. Raises ValueError where the name or the prefix is another kind's."""
    for known in KINDS.values():
        if known != kind and (known.name == kind.name or known.prefix == kind.prefix):
            raise ValueError(f"{kind} clashes with {known}")
    KINDS[kind.name] = kind
    return kind


TRAINEE_APPLICATION = register(Kind("trainee_application", owner="enrollment", prefix="BM", area="recruitment"))
STUDIO_ESTABLISHMENT = register(Kind("studio_establishment", owner="enrollment", prefix="GZ", area="establishment"))
DISQUALIFICATION = register(Kind("disqualification", owner="enrollment", prefix="QX", area="discipline"))

# Processes that move no case of their own.
BESIDE_CASES = ("recruiting_round",)


def process_names() -> tuple[str, ...]:
    """Every process that has a worker."""
    return (*KINDS, *BESIDE_CASES)


def owners() -> tuple[str, ...]:
    """The services that own cases, each once, in the order in which their kinds were registered."""
    return tuple(dict.fromkeys(kind.owner for kind in KINDS.values()))


def workflow_id(kind: str, case_id: UUID) -> str:
    """The business key: one run per case, whatever is published again."""
    return f"{kind}/{case_id}"
