"""Whether everything that speaks of decisions says the same: log, tasks, cases, outbox, seals and stream."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus.reading import Read
from chassis.store.database import Database
from services.approvals.audit import seals, stream
from services.approvals.audit.report import Report
from services.approvals.commands.verification import verify_each, verify_number
from services.approvals.domain.evidence.flaw import Flaw
from services.approvals.queries.orphan import missing_positions, reached, without_case
from services.approvals.queries.seal import all_seals


async def verify_one(database: Database, case_no: str) -> Report:
    """One case: its log, row, tasks, signatures and events in the outbox. A number nobody has gives a report of no cases."""
    report = Report()
    async with database.snapshot() as snapshot:
        for evidence, flaws in await verify_number(snapshot, case_no):
            report.cases, report.entries = 1, evidence.case["log_length"]
            report.add(flaws, case_no)
    return report


async def verify_all(database: Database, folder: Path, read: Read) -> Report:
    """Every case, what is left without one, all seals, and the stream that `read` reads.

    Needs the keys in AUDIT_KEY_FILE and DECISION_KEYS_FILE. Database and seals are compared in one snapshot, so that what is
    written meanwhile is no flaw.
    """
    report = Report()
    # First the folder: whatever seal lies there was told before, and the snapshot has it.
    files = seals.files_in(folder)
    async with database.snapshot() as snapshot:
        async for evidence, flaws in verify_each(snapshot):
            report.cases += 1
            report.entries += evidence.case["log_length"]
            report.add(flaws, evidence.case["case_no"])
        for case_id, what, count in await without_case(snapshot):
            report.add([Flaw(case_id, None, "orphan", f"the case is gone, and {count} {what} of it are left")])
        told = seals.readable(report, await all_seals(snapshot))
        await _outbox(snapshot, report, max((seal.position for seal in told), default=0))
        await seals.compare(snapshot, report, told, files, folder)
    await stream.compare(database, report, read)
    return report


async def _outbox(snapshot: AsyncConnection, report: Report, sealed: int) -> None:
    gone = await missing_positions(snapshot, max(await reached(snapshot), sealed))
    if gone:
        says = f"events were taken out of the outbox, at positions {', '.join(map(str, gone))} at least"
        report.add([Flaw(None, None, "outbox", says)])
