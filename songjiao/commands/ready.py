"""`songjiao ready`: for the health checks of containers, which have no other program to ask with."""

import asyncio
from typing import Annotated

import typer


def ready(
    port: Annotated[int, typer.Argument(help="Of this machine.")],
    path: Annotated[str, typer.Argument(help="Such as /readyz.")],
) -> None:
    """End with status 0 when a GET is answered with 200."""
    from songjiao.servers.probe import http_ok

    if not asyncio.run(http_ok(port, path)):
        raise typer.Exit(1)
