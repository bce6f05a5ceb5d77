"""What an act must look at before it is done, as data: each guard is one fact, and each act names those it passes.

An act passes its guards at one place, in its transaction, after the rows they speak of are held. Rows are held in one order, so
that no two acts wait for one another: person, school, round, studios, application, membership, case about a place, quotas.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Guard[Facts, Fault]:
    """One fact: what the table calls it, and what stands against the act where it is not as it must be."""

    fact: str
    fault: Callable[[Facts], Fault | None]


type Acts[Facts, Fault] = Mapping[str, tuple[Guard[Facts, Fault], ...]]


def first_fault[Facts, Fault](guards: Iterable[Guard[Facts, Fault]], facts: Facts) -> Fault | None:
    """What stands against the act; what is told first is named first."""
    return next((fault for guard in guards if (fault := guard.fault(facts)) is not None), None)


def all_faults[Facts, Fault](guards: Iterable[Guard[Facts, Fault]], facts: Facts) -> list[Fault]:
    """All that stands against it, for a form that is judged as a whole."""
    return [fault for guard in guards if (fault := guard.fault(facts)) is not None]


def table(acts: Mapping[str, Iterable[Guard[Any, Any]]]) -> list[str]:
    """A table in Markdown: an act a line, a fact a column."""
    facts = list(dict.fromkeys(guard.fact for guards in acts.values() for guard in guards))
    lines = [f"| | {' | '.join(facts)} |", "|---" * (len(facts) + 1) + "|"]
    for act, guards in acts.items():
        looked_at = {guard.fact for guard in guards}
        lines.append(f"| `{act}` | {' | '.join('●' if fact in looked_at else '' for fact in facts)} |")
    return lines
