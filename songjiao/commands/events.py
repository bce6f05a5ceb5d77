"""`songjiao events`: what services said, and what could not be taken in."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from contracts.topology import services
from songjiao.commands.choices import one_of

app = typer.Typer(help="What services said, and what could not be taken in.", no_args_is_help=True)
dead_letters = typer.Typer(help="Events a process could never take in.", no_args_is_help=True)
app.add_typer(dead_letters, name="dead-letters")


Source = Annotated[
    str, typer.Argument(parser=one_of(services()), metavar="|".join(services()), help="Who says events.")
]


After = Annotated[int, typer.Option(help="Only events after this position.")]


@app.command("list")
def list_events(
    source: Source,
    after: After = 0,
    subject: Annotated[UUID | None, typer.Option(help="Only those of this aggregate.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
) -> None:
    """Print a service's events from its outbox, in order, as CloudEvents: one JSON object a line."""
    from chassis.settings import settings
    from songjiao.events import published

    async def run() -> None:
        left = limit
        async with published.opened(source, settings()) as database:
            async for envelope in published.after(database, after, subject=subject):
                if left == 0:
                    return
                left -= 1
                typer.echo(envelope.model_dump_json(exclude_none=True))

    asyncio.run(run())


@app.command()
def replay(
    source: Source,
    into: Annotated[str, typer.Argument(help="Who is to take them in: a service, or `workflows`.")],
    after: After = 0,
) -> None:
    """Have a process take in again what a service said; what it took in before is passed over."""
    from chassis import logging
    from chassis.settings import settings
    from songjiao.events import published, taking_in

    logging.configure()

    async def run() -> int:
        handed = 0
        async with (
            taking_in.process(into, settings()) as take_in,
            published.opened(source, settings()) as database,
        ):
            wanted = taking_in.types(into)
            async for envelope in published.after(database, after):
                if envelope.type in wanted:
                    await take_in(envelope)
                    handed += 1
        return handed

    try:
        typer.echo(f"{asyncio.run(run())} events handed to {into}")
    except taking_in.UnknownProcessError as error:
        typer.echo(f"Nothing called `{into}` takes events in.", err=True)
        raise typer.Exit(2) from error


@dead_letters.command("list")
def list_dead_letters() -> None:
    """Print them: number, process, error, event."""
    from chassis.settings import settings
    from songjiao.events.dead_letters import every, operator

    async def run() -> None:
        async with operator(settings()) as jetstream:
            async for letter in every(jetstream):
                event = letter.envelope
                said = f"{event.type} {event.id} position {event.position}" if event else "not an event"
                typer.echo(f"{letter.number}\t{letter.process}\t{letter.error}\t{said}")

    asyncio.run(run())


@dead_letters.command()
def retry(
    number: Annotated[int | None, typer.Argument(help="Only this one; else all.")] = None,
) -> None:
    """Have them taken in now that the cause is gone. Ends with status 1 when one still cannot be."""
    from chassis import logging
    from chassis.settings import settings
    from songjiao.events.dead_letters import operator
    from songjiao.events.retrying import retry as retry_letters

    logging.configure()

    async def run() -> bool:
        async with operator(settings()) as jetstream:
            return await retry_letters(jetstream, settings(), number, typer.echo)

    if not asyncio.run(run()):
        raise typer.Exit(1)
