"""`songjiao audit`: does the decision log still say what was decided?"""

import asyncio
from typing import Annotated

import typer

app = typer.Typer(help="The decision log.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The decision log."""


@app.command()
def verify(
    case_no: Annotated[str | None, typer.Argument(help="One case, such as BM-2021-000123.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every case.")] = False,
) -> None:
    """Check that no entry was changed, taken out or cut off. Ends with status 1 when one was, 2 for an unknown case."""
    from chassis.settings import settings
    from services.approvals.audit import Report
    from services.approvals.audit import verify as verify_log
    from songjiao.events.published import opened

    if every == (case_no is not None):
        typer.echo("Say which case, or --all.", err=True)
        raise typer.Exit(2)

    async def run() -> Report:
        async with opened("approvals", settings()) as database:
            return await verify_log(database, case_no)

    report = asyncio.run(run())
    for case, flaws in report.flaws.items():
        for flaw in flaws:
            typer.echo(f"{case}: entry {flaw.seq} {flaw.kind.replace('_', ' ')}", err=True)
    if case_no is not None and report.cases == 0:
        typer.echo(f"There is no case {case_no}.", err=True)
        raise typer.Exit(2)
    typer.echo(f"{report.cases} cases, {report.entries} entries: {'sound' if report.sound else 'NOT SOUND'}")
    if not report.sound:
        raise typer.Exit(1)
