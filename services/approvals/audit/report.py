"""What was found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from services.approvals.domain.evidence.flaw import Flaw

THE_LOG = "decision log"


@dataclass(slots=True)
class Report:
    """How much was checked, what is wrong, and what could not be compared.

    Flaws are by case number, by id where the case has none or is gone, or under THE_LOG.
    """

    cases: int = 0
    entries: int = 0
    seals: int = 0
    events: int = 0
    flaws: dict[str, list[Flaw]] = field(default_factory=dict)
    not_compared: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.flaws

    def add(self, flaws: Iterable[Flaw], name: str | None = None) -> None:
        """Take these in, each once."""
        for flaw in flaws:
            known = self.flaws.setdefault(name or _name(flaw.case_id), [])
            if flaw not in known:
                known.append(flaw)


def _name(case_id: UUID | None) -> str:
    return THE_LOG if case_id is None else str(case_id)
