"""An installation of which each part is of a version of its own, and is upgraded alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from contracts.topology import DEAD_LETTERS, stream
from songjiao.servers.stack import Stack
from tests.breaker import breaking
from tests.patience import Patience
from tests.system.lending import conftest
from tests.system.lending.hall import Hall
from tests.system.processes import Running


@dataclass
class Installation:
    """What runs, each part in a version of its own."""

    folder: Path
    servers: Stack
    hall: Hall
    house: Running
    workers: Running

    async def upgrade_house(self, version: str | None) -> None:
        """Approvals, the pages, and with them a copy of the owner where it is known."""
        self.house = await _instead(self.house, conftest.house(self.folder, version))

    async def upgrade_workers(self, version: str | None) -> None:
        """Triggers and workflows."""
        self.workers = await _instead(self.workers, conftest.workers(self.folder, version))

    async def put_off(self, by: str) -> None:
        """Wait until this process has had something of approvals that it does not know, and wants it again."""
        patience = Patience()
        async with breaking(self.servers.nats.url) as jetstream, asyncio.timeout(30):
            while not (await jetstream.consumer_info(stream("approvals"), by)).num_redelivered:
                await patience.pause()

    async def dead_letters(self) -> int:
        """How many events anybody has given up."""
        async with breaking(self.servers.nats.url) as jetstream:
            return int((await jetstream.stream_info(DEAD_LETTERS)).state.messages)


async def _instead(old: Running, new: Running) -> Running:
    """The new one where the old one was."""
    new.port = old.port
    await old.stop()
    await new.start()
    return new


@asynccontextmanager
async def beside(installation: Installation, folder: Path, version: str | None) -> AsyncIterator[Running]:
    """Pages of another version on the same services."""
    portal = conftest.portal(folder, version)
    await portal.start(SERVICES_URL=installation.house.url)
    try:
        yield portal
    finally:
        await portal.stop()
