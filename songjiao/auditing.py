"""Hold the decision log against all that proves it, the stream included."""

from chassis.bus.connection import Bus
from chassis.bus.reading import every_message
from chassis.settings import Settings
from services.approvals.audit.report import Report
from services.approvals.audit.verify import verify_all, verify_one
from songjiao.events.published import opened


async def verified(settings: Settings, case_no: str | None) -> Report:
    """What is found about one case, or about everything. Where the bus cannot be asked the report says so."""
    async with opened("approvals", settings) as database:
        if case_no is not None:
            return await verify_one(database, case_no)
        async with Bus("operator", settings) as bus:
            return await verify_all(database, settings.seals_dir, every_message(bus, "approvals"))
