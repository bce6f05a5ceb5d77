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
    every: Annotated[bool, typer.Option("--all", help="Every case, all seals, and the stream.")] = False,
) -> None:
    """Check that log, tasks, cases, signatures and events say the same; with --all also that nothing is gone as a whole.

    Ends with status 1 where something is wrong, 2 for an unknown case, 3 where all is well but the bus could not be asked.
    """
    from chassis.settings import settings
    from songjiao.auditing import verified

    if every == (case_no is not None):
        typer.echo("Say which case, or --all.", err=True)
        raise typer.Exit(2)
    report = asyncio.run(verified(settings(), case_no))
    for name, flaws in report.flaws.items():
        for flaw in flaws:
            typer.echo(f"{name}: {flaw}", err=True)
    for line in (*report.notes, *report.not_compared):
        typer.echo(line, err=True)
    if case_no is not None and report.cases == 0:
        typer.echo(f"There is no case {case_no}.", err=True)
        raise typer.Exit(2)
    more = f", {report.seals} seals, {report.events} events of the stream" if every else ""
    typer.echo(f"{report.cases} cases, {report.entries} entries{more}: {'sound' if report.sound else 'NOT SOUND'}")
    if not report.sound:
        raise typer.Exit(1)
    if report.not_compared:
        raise typer.Exit(3)


@app.command()
def seal() -> None:
    """Seal all logs as they are now, beside the seal that the service makes each day. Prints the seal's file: keep a copy elsewhere."""
    from chassis.settings import settings
    from services.approvals.commands.seal import make_seal
    from songjiao.events.published import opened

    async def run() -> str:
        async with opened("approvals", settings()) as database:
            return str(await make_seal(database, settings().seals_dir))

    typer.echo(asyncio.run(run()))
