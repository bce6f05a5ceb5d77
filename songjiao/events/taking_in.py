"""Hand events to a process as its listener would, without the stream: for dead letters and for rebuilding."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from chassis.bus.connection import Bus
from chassis.bus.consumers import Handlers, TakeIn, taking_in
from chassis.settings import Settings
from contracts.topology import services
from songjiao.events.published import opened

WORKFLOWS = "workflows"


class UnknownProcessError(ValueError):
    """No process of this name takes events in."""


@asynccontextmanager
async def process(name: str, settings: Settings) -> AsyncIterator[TakeIn]:
    """What takes events in for `name`: a service, or the workflows. Raises UnknownProcessError."""
    if name == WORKFLOWS:
        async with Bus(WORKFLOWS, settings) as bus:
            yield await _triggers(bus, settings)
    elif name in services() and handlers(name):
        async with opened(name, settings) as database:
            yield taking_in(database, handlers(name))
    else:
        raise UnknownProcessError(name)


def types(name: str) -> set[str]:
    """The types of events that the process takes in."""
    if name == WORKFLOWS:
        from workflows.processes import all_triggers

        return {event.TYPE for event in all_triggers()}
    return {event.TYPE for event in handlers(name)}


def handlers(service: str) -> Handlers:
    """The table of the service's consumers; the directory listens to nobody and has none."""
    try:
        found: Handlers = import_module(f"services.{service}.consumers").handlers()
    except ModuleNotFoundError:
        return {}
    return found


async def _triggers(bus: Bus, settings: Settings) -> TakeIn:
    # Imported here: services need not load Temporal's client.
    from workflows.engine.connection import connected
    from workflows.engine.triggers import taking_in as triggering
    from workflows.processes import all_triggers

    await bus.joined()
    return triggering(await connected(settings), bus, all_triggers())
