"""The same people on a client that costs less: what makes the load takes its processor time from what is measured."""

from typing import Any

import aiohttp
import httpx

from tests.system.world import Person, RefusedError, World


class QuickWorld(World):
    """A programme of its own, its requests sent through aiohttp."""

    def __init__(self, client: httpx.AsyncClient, administrator: Person, session: aiohttp.ClientSession) -> None:
        super().__init__(client, administrator)
        self._session = session

    async def call(self, method: str, path: str, by: Person, *, json: Any = None, **rest: Any) -> Any:
        """One request as somebody; raises RefusedError for anything but success."""
        async with self._session.request(method, path, json=json, headers=by.headers, **rest) as response:
            content = await response.read()
            if response.status >= 400:
                asked = httpx.Request(method, str(response.url))
                raise RefusedError(httpx.Response(response.status, content=content, request=asked))
            return await response.json() if content else None
