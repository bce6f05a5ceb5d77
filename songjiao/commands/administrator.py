"""`songjiao administrator`: the first account of an installation with data of its own."""

import asyncio
from typing import Annotated

import typer


def administrator(
    login: Annotated[str, typer.Argument(help="What they sign in with.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Make an administrator, who can then import people and studios. An account that exists stays as it is."""
    from chassis.errors import InvalidError
    from services.directory.commands import ensure_administrator

    try:
        made = asyncio.run(ensure_administrator(login, password))
    except InvalidError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{login} administers now." if made else f"{login} exists already.")
