"""Runs that should be in Temporal and are not, as after its database was lost; and how they are begun again."""

from collections.abc import Callable

from sqlalchemy import text

from chassis.settings import Settings
from contracts.kinds import BESIDE_CASES, KINDS, owners
from songjiao.events import published, taking_in

UNFINISHED_CASES = "SELECT kind, count(*) AS runs FROM cases WHERE NOT finished AND kind IS NOT NULL GROUP BY kind"
UNFINISHED_ROUNDS = "SELECT 'recruiting_round' AS kind, count(*) AS runs FROM rounds WHERE state = 'OPEN'"


async def missing(settings: Settings) -> dict[str, int]:
    """How many runs of each process there are too few of, where there are."""
    wanted = await _unfinished(settings, "approvals", UNFINISHED_CASES)
    wanted |= await _unfinished(settings, "enrollment", UNFINISHED_ROUNDS)
    running = await _running(settings)
    lacking = {name: wanted.get(name, 0) - running[name] for name in running}
    return {name: count for name, count in lacking.items() if count > 0}


async def rebuild(settings: Settings, tell: Callable[[str], None]) -> None:
    """Have all that was said of cases and decisions taken in again by the triggers: what runs or has ended stays as it is.

    Cases first: a decision finds its run then.
    """
    wanted = taking_in.types(taking_in.WORKFLOWS)
    async with taking_in.process(taking_in.WORKFLOWS, settings) as take_in:
        for source in (*owners(), "approvals"):
            handed = 0
            async with published.opened(source, settings) as database:
                async for envelope in published.after(database, 0):
                    if envelope.type in wanted:
                        await take_in(envelope)
                        handed += 1
            tell(f"{source}: {handed} events")


async def _unfinished(settings: Settings, service: str, counting: str) -> dict[str, int]:
    async with published.opened(service, settings) as database, database.reading() as connection:
        found = (await connection.execute(text(counting))).all()
        return {row.kind: row.runs for row in found}


async def _running(settings: Settings) -> dict[str, int]:
    # Imported here: services need not load Temporal's client.
    from workflows.engine.connection import connected

    client = await connected(settings)
    asked = "WorkflowType = '{}' AND ExecutionStatus = 'Running'"
    return {name: (await client.count_workflows(asked.format(name))).count for name in (*KINDS, *BESIDE_CASES)}
