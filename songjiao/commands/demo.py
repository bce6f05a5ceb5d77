"""`songjiao demo`: load the demonstration programme, or drive a whole recruiting."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def demo(
    full: Annotated[
        bool, typer.Option("--full", help="Then drive 2,400 applications and count what came of them.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="A folder with files of your own in the place of the demonstration's.")
    ] = None,
) -> None:
    """Load the demonstration into the installation that runs here; what is there already stays.

    Ends with status 1 when the figures of `--full` are not exact.
    """
    from rich.console import Console

    from chassis.clock import business
    from chassis.settings import settings
    from services.directory.commands import ensure_administrator
    from songjiao.demo.programme import ProgrammeError
    from songjiao.demo.progress import load_visibly, simulate_visibly
    from songjiao.demo.reading import DATA, read_programme
    from songjiao.loading.client import NotDoneError

    console = Console(highlight=False)

    async def run() -> bool:
        programme = read_programme(data or DATA)
        accounts = programme.accounts
        await ensure_administrator(accounts.administrator, accounts.password)
        await load_visibly(settings().services_url, programme, business(), console)
        return not full or await simulate_visibly(settings().services_url, programme, business(), console)

    try:
        exact = asyncio.run(run())
    except ProgrammeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except NotDoneError as error:
        typer.echo(f"{error}\n再运行一次会接着做 Run it again, and it goes on from there.", err=True)
        raise typer.Exit(1) from error
    if not exact:
        raise typer.Exit(1)
