"""`songjiao serve` and `songjiao worker`: the processes of an installation, one by one or together."""

from enum import StrEnum
from typing import Annotated

import typer


class Served(StrEnum):
    """What can be served over HTTP."""

    DIRECTORY = "directory"
    APPROVALS = "approvals"
    ENROLLMENT = "enrollment"
    PORTAL = "portal"
    ALL = "all"


class Worked(StrEnum):
    """The processes that have a worker."""

    TRAINEE_APPLICATION = "trainee_application"
    RECRUITING_ROUND = "recruiting_round"
    STUDIO_ESTABLISHMENT = "studio_establishment"
    DISQUALIFICATION = "disqualification"
    ALL = "all"


def serve(what: Annotated[Served, typer.Argument(help="One service, the portal, or all in one process.")]) -> None:
    """Serve HTTP on HTTP_HOST:HTTP_PORT: services under /api/<service>, the portal at /."""
    from songjiao.serving import serve as serve_http

    serve_http([one for one in Served if one is not Served.ALL] if what is Served.ALL else [what])


def worker(what: Annotated[Worked, typer.Argument(help="One process, or all on one Temporal client.")]) -> None:
    """Run triggers and Temporal workers; health and metrics are on METRICS_PORT."""
    import uvloop

    from chassis import logging, telemetry
    from chassis.settings import settings
    from workflows.worker import run

    logging.configure()
    telemetry.configure("workflows")
    uvloop.run(run([one for one in Worked if one is not Worked.ALL] if what is Worked.ALL else [what], settings()))
