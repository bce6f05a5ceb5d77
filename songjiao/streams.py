"""The bus's streams and durable readers, from the one table of who says what and who listens."""

import asyncio
from collections.abc import Mapping, Set

from nats.js import JetStreamContext
from nats.js.errors import APIError

from chassis.bus.connection import Bus
from chassis.bus.layout import Laid, dead_letters, differences, ended_sessions, events, lay
from chassis.settings import Settings
from contracts.topology import INSTALLER, processes, speakers
from songjiao.events.taking_in import types

PATIENCE_SECONDS = 30.0


class BusAwayError(RuntimeError):
    """The bus did not let the installer in."""


class StreamRefusedError(RuntimeError):
    """What is there is of a kind that does not become ours."""


def table() -> list[Laid]:
    """Every stream with its readers: who listens stands in the topology, and to which events in each one's handlers."""
    listening = {process.name: types(process.name) for process in processes() if process.listens_to}
    laid = [events(speaker, _takes(speaker, listening)) for speaker in speakers()]
    return [*laid, dead_letters(), ended_sessions()]


async def provision(settings: Settings) -> None:
    """Make what is missing, and bring everything else into the form of this version. Raises BusAwayError, StreamRefusedError."""
    async with Bus(INSTALLER, settings) as bus:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                jetstream = await bus.joined()
        except TimeoutError as error:
            raise BusAwayError(f"The bus at {settings.nats_url} does not let the installer in.") from error
        for laid in table():
            try:
                await lay(jetstream, laid)
            except APIError as error:
                raise StreamRefusedError(
                    f"Stream {laid.stream.name} cannot become what it should be ({error.description}). Stop NATS, take the "
                    "stream's folder out of its store, and repeat: a service's events come back from its outbox."
                ) from error


async def unlike(jetstream: JetStreamContext) -> list[str]:
    """Names of streams, and of readers as `STREAM.reader`, that are missing or in another form than this version's."""
    return [name for laid in table() for name in await differences(jetstream, laid)]


def _takes(speaker: str, listening: Mapping[str, Set[str]]) -> dict[str, list[str]]:
    said = {
        process: sorted(one for one in taken if one.startswith(f"{speaker}.")) for process, taken in listening.items()
    }
    return {process: some for process, some in said.items() if some}
