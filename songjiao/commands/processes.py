"""`songjiao serve` and `songjiao worker`: the processes of an installation, one by one or together."""

from typing import Annotated

import typer

from contracts.kinds import process_names
from contracts.topology import services
from songjiao.commands.choices import one_of

ALL = "all"
# What can be served over HTTP, and what has a worker: as the registry of kinds has it.
SERVED = (*services(), "portal")
WORKED = process_names()


def serve(
    what: Annotated[
        str,
        typer.Argument(
            parser=one_of((*SERVED, ALL)),
            metavar="|".join((*SERVED, ALL)),
            help="One service, the portal, or all in one process.",
        ),
    ],
) -> None:
    """Serve HTTP on HTTP_HOST:HTTP_PORT: services under /api/<service>, the portal at /."""
    from songjiao.serving import serve as serve_http

    serve_http(SERVED if what == ALL else [what])


def worker(
    what: Annotated[
        str,
        typer.Argument(
            parser=one_of((*WORKED, ALL)),
            metavar="|".join((*WORKED, ALL)),
            help="One process, or all on one Temporal client.",
        ),
    ],
) -> None:
    """Run triggers and Temporal workers; health and metrics are on METRICS_PORT."""
    import uvloop

    from chassis import logging, telemetry
    from chassis.settings import settings
    from workflows.worker import run

    logging.configure()
    telemetry.configure("workflows")
    uvloop.run(run(WORKED if what == ALL else [what], settings()))
