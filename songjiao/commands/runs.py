"""`songjiao runs`: what Temporal runs of the cases there are."""

import asyncio

import typer

app = typer.Typer(help="What Temporal runs of the cases there are.", no_args_is_help=True)


@app.callback()
def runs() -> None:
    """What Temporal runs of the cases there are."""


@app.command()
def rebuild() -> None:
    """Begin again what Temporal has lost. Nothing is done twice: runs that are there, and cases that have ended, stay as they are."""
    from chassis import logging
    from chassis.settings import settings
    from songjiao.runs import missing
    from songjiao.runs import rebuild as rebuild_runs

    async def run() -> dict[str, int]:
        await rebuild_runs(settings(), typer.echo)
        return await missing(settings())

    logging.configure()
    left = asyncio.run(run())
    for name, count in left.items():
        typer.echo(
            f"{name}: {count} runs are still missing; see whether the workers run, then type the same again", err=True
        )
    if left:
        raise typer.Exit(1)
