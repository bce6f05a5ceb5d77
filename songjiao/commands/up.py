"""`songjiao up`: everything on this machine."""

import os
from pathlib import Path

import typer


def up() -> None:
    """Start servers, services, workers and portal here, their data under `.songjiao/`; Ctrl-C stops them."""
    from songjiao.servers.child import ServerFailedError
    from songjiao.servers.server import AlreadyRunningError
    from songjiao.supervisor.lock import AlreadyUpError
    from songjiao.supervisor.run import run
    from songjiao.supervisor.screen import Screen

    screen = Screen()
    root = Path.cwd() / ".songjiao"
    try:
        run(root, screen)
    except AlreadyUpError as error:
        typer.echo(f"已经在运行 Already running: process {error.pid} has {os.path.relpath(root)}.", err=True)
        raise typer.Exit(1) from error
    except (ServerFailedError, AlreadyRunningError) as error:
        typer.echo(f"{error}\n\n请运行 make doctor 查看 For what to do: make doctor", err=True)
        raise typer.Exit(1) from error
