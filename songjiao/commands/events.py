"""`songjiao events`: what services said, and what could not be taken in."""

import typer

app = typer.Typer(help="Events: list them, take dead letters in again.", no_args_is_help=True)
