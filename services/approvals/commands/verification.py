"""Whether everything that speaks of a case says the same: for the printed form, and for `songjiao audit verify`."""

from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.settings import settings
from chassis.signing import SignatureReader
from contracts.decisions import PURPOSE
from services.approvals.commands.log import audit_key
from services.approvals.domain.evidence.case import Evidence, flaws
from services.approvals.domain.evidence.flaw import Flaw
from services.approvals.queries.evidence import evidence_after, evidence_of, evidence_of_number


@lru_cache
def _signatures(file: Path) -> SignatureReader:
    return SignatureReader(file, PURPOSE)


async def verify_case(snapshot: AsyncConnection, case_id: UUID) -> tuple[Evidence, list[Flaw]]:
    """One case, and what is wrong with it. Raises ValueError where there is none."""
    evidence = await evidence_of(snapshot, case_id)
    return evidence, verified(evidence)


async def verify_number(snapshot: AsyncConnection, case_no: str) -> list[tuple[Evidence, list[Flaw]]]:
    """The same for the case with this number; nothing where nobody has it."""
    return [(evidence, verified(evidence)) for evidence in await evidence_of_number(snapshot, case_no)]


async def verify_each(snapshot: AsyncConnection) -> AsyncIterator[tuple[Evidence, list[Flaw]]]:
    """The same for all, page by page."""
    after: UUID | None = None
    while page := await evidence_after(snapshot, after):
        for evidence in page:
            yield evidence, verified(evidence)
        after = page[-1].case["case_id"]


def verified(evidence: Evidence) -> list[Flaw]:
    """What is wrong with a case, by the log's key and the public keys of decisions."""
    return flaws(evidence, audit_key(), _signatures(settings().decision_keys_file).read)
