"""The stream has told the world what the outbox may have lost since."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from chassis.bus.reading import Read, StreamAwayError
from chassis.store.database import Database
from chassis.store.tables import outbox
from contracts.envelope import Envelope
from services.approvals.audit.report import Report
from services.approvals.domain.evidence.flaw import Flaw, differences

KEPT = ("id", "type", "subject", "time", "data", "aggregate_version", "position")


async def compare(database: Database, report: Report, read: Read) -> None:
    """Each event on the stream against the outbox, a statement a page. What was committed is told later, never before."""
    try:
        async for page in read:
            await _compare_page(database, report, page)
    except StreamAwayError as error:
        report.not_compared.append(f"The stream could not be read ({error}): it was NOT compared.")


async def _compare_page(database: Database, report: Report, page: list[bytes]) -> None:
    said = [envelope for message in page if (envelope := _envelope(report, message)) is not None]
    statement = select(*outbox.c[*KEPT]).where(outbox.c.position.in_([envelope.position for envelope in said]))
    async with database.reading() as connection:
        kept = {row["position"]: row for row in (await connection.execute(statement)).mappings()}
    report.events += len(said)
    for envelope in said:
        report.add(_flaws(envelope, kept.get(envelope.position)))


def _envelope(report: Report, message: bytes) -> Envelope | None:
    try:
        return Envelope.model_validate_json(message)
    except ValidationError:
        report.add([Flaw(None, None, "stream", f"the stream holds what is no event: {message[:80]!r}")])
        return None


def _flaws(envelope: Envelope, kept: Any) -> Iterable[Flaw]:
    # Of a case's event the version is the number of the log's entry that it goes with.
    of_case = "case_id" in envelope.data
    case_id, seq = (envelope.data["case_id"], envelope.aggregateversion) if of_case else (None, None)
    name = f"{envelope.type} at position {envelope.position} of the stream"
    if kept is None:
        yield Flaw(case_id, seq, "stream", f"{name} is not in the outbox any more")
        return
    there = {**kept, "id": str(kept["id"]), "subject": str(kept["subject"])}
    proven = {
        "id": str(envelope.id),
        "type": envelope.type,
        "subject": envelope.subject,
        "time": envelope.time,
        "data": envelope.data,
        "aggregate_version": envelope.aggregateversion,
    }
    for says in differences(there, proven, f"the outbox, of {name},"):
        yield Flaw(case_id, seq, "stream", says)
