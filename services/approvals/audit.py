"""Checks decision logs from outside the service: what `songjiao audit verify` calls."""

from dataclasses import dataclass, field

from chassis.store.database import Database
from services.approvals.commands.log import verify_all
from services.approvals.domain.log import Flaw


@dataclass(slots=True)
class Report:
    """How much was checked, and what is wrong: by case number, or by id where the case has none yet."""

    cases: int = 0
    entries: int = 0
    flaws: dict[str, list[Flaw]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.flaws


async def verify(database: Database, case_no: str | None = None) -> Report:
    """Walk the log of one case, or of all. Needs the key in AUDIT_KEY_FILE; a number nobody has gives a report of no cases."""
    report = Report()
    async with database.reading() as connection:
        async for end, flaws in verify_all(connection, case_no):
            report.cases += 1
            report.entries += end.length
            if flaws:
                report.flaws[end.case_no or str(end.case_id)] = flaws
    return report
