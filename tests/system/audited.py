"""Whatever was done to the system, its decision log proves all of it: as the operator asks, with a seal made meanwhile."""

from typing import Any

from chassis.settings import settings
from services.approvals.commands.seal import make_seal
from songjiao.auditing import verified
from songjiao.events.published import opened


async def sound() -> Any:
    """Seal, hold everything against everything, the stream included, and give the report; raises AssertionError with the flaws."""
    async with opened("approvals", settings()) as database:
        await make_seal(database, settings().seals_dir)
    report = await verified(settings(), None)
    assert (report.flaws, report.not_compared) == ({}, [])
    return report
