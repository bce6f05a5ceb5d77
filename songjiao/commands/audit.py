"""`songjiao audit`: does the decision log still say what was decided?"""

import typer

app = typer.Typer(help="The decision log.", no_args_is_help=True)
