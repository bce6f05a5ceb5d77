"""`songjiao keys`, `songjiao migrate` and `songjiao streams`: what an installation needs before its processes start."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def keys(
    directory: Annotated[Path, typer.Argument(help="Where the keys lie, or shall lie.")] = Path(".songjiao/keys"),
    renew: Annotated[
        bool,
        typer.Option("--renew-decision-key", help="Have decisions signed with a new key; old signatures stay good."),
    ] = False,
) -> None:
    """Make the keys that are missing, and write the bus's permissions for a NATS server's configuration."""
    from songjiao.keys import Keys
    from songjiao.servers.permissions import authorization

    made = Keys(directory)
    made.ensure()
    if renew:
        typer.echo(f"Decisions are signed with key {made.renew_decision_key()} once approvals starts again.")
    permissions = directory / "nats-authorization.conf"
    permissions.write_text(authorization(made.bus_processes()), encoding="utf-8")
    typer.echo(f"Keys are in {directory}; a NATS server of your own includes {permissions}.")


def certificates(
    directory: Annotated[Path, typer.Argument(help="Where they lie, or shall lie.")] = Path(".songjiao/tls"),
) -> None:
    """Make a small authority, and a certificate for each server and process that has none or one that ends soon."""
    from chassis import clock
    from songjiao.certificates import Certificates, NotOursError

    try:
        Certificates(directory).ensure(clock.machine())
    except NotOursError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Certificates are in {directory}.")


def migrate(
    provision: Annotated[
        bool, typer.Option(help="First make roles and databases (needs DATABASE_ADMIN_URL) and Temporal's namespace.")
    ] = False,
) -> None:
    """Bring every service's database to the newest version of its tables."""
    from chassis.settings import settings
    from songjiao import databases, namespaces

    async def run() -> None:
        if provision:
            await databases.provision(settings())
            await namespaces.provision(settings())
        await databases.migrate(settings(), tell=lambda service: typer.echo(f"Migrating {service}"))

    try:
        asyncio.run(run())
    except databases.NotToldError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def streams() -> None:
    """Make the bus's streams and readers that are missing, and bring the others into this version's form."""
    from chassis.settings import settings
    from songjiao.streams import BusAwayError, StreamRefusedError, provision

    try:
        asyncio.run(provision(settings()))
    except (BusAwayError, StreamRefusedError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
