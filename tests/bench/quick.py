"""The same people on a client that costs less, in as many studios as a city has.

What makes the load takes its processor time from what is measured; and in a single studio everybody would wait for its row.
"""

from typing import Any
from uuid import UUID

import aiohttp
import httpx2

from chassis.ids import uuid7
from tests.system.world import Person, RefusedError, World

STUDIOS = 150


class QuickWorld(World):
    """A programme of its own, its requests sent through aiohttp."""

    def __init__(self, client: httpx2.AsyncClient, administrator: Person, session: aiohttp.ClientSession) -> None:
        super().__init__(client, administrator)
        self._session = session
        self._studios: list[UUID] = []

    async def load(self, trainees: int = 1) -> None:
        """As any other programme, with 150 studios in its round."""
        await super().load(trainees)
        hosts = {uuid7(): self.somebody(f"名师{number}") for number in range(STUDIOS)}
        await self.add_people(dict.fromkeys(hosts.values()))
        await self.add_studios(hosts)
        self._studios = list(hosts)
        self.round = await self.open_round(self._studios)

    async def draft(self, trainee: Person, application: UUID | None = None, **changed: Any) -> tuple[UUID, int]:
        """Save a draft for the studio whose turn it is."""
        studio = self._studios[self.trainees.index(trainee) % STUDIOS]
        return await super().draft(trainee, application, **{"studio_id": str(studio)} | changed)

    async def call(self, method: str, path: str, by: Person, *, json: Any = None, **rest: Any) -> Any:
        """One request as somebody; raises RefusedError for anything but success."""
        response, content = await self._sent(method, path, by, json=json, **rest)
        if response.status == httpx2.codes.UNAUTHORIZED:
            # A token lives for five minutes, a run for longer.
            await self.sign_in(by)
            response, content = await self._sent(method, path, by, json=json, **rest)
        if response.status >= httpx2.codes.BAD_REQUEST:
            asked = httpx2.Request(method, str(response.url))
            raise RefusedError(httpx2.Response(response.status, content=content, request=asked))
        return await response.json() if content else None

    async def _sent(self, method: str, path: str, by: Person, **rest: Any) -> tuple[aiohttp.ClientResponse, bytes]:
        async with self._session.request(method, path, headers=by.headers, **rest) as response:
            return response, await response.read()
