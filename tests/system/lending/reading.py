"""Pages as somebody without scripts reads them and fills in their forms."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from tests.system.processes import Running
from tests.system.world import PASSWORD, Person


@asynccontextmanager
async def reader(portal: Running, person: Person) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody at these pages, by the forms that are there."""
    async with httpx2.AsyncClient(base_url=portal.url, follow_redirects=True, timeout=30) as browser:
        form = await browser.get("/sign-in")
        body = {**hidden(form.text), "login": person.login, "password": PASSWORD}
        signed_in = await browser.post("/sign-in", data=body)
        assert signed_in.status_code == 200, signed_in.text
        yield browser


def hidden(page: str) -> dict[str, str]:
    """What a form brings along by itself."""
    fields = (dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*hidden[^>]*>", page))
    return {field["name"]: field.get("value", "") for field in fields if "name" in field}


def main_of(response: httpx2.Response) -> str:
    """What a page says."""
    assert response.status_code == 200, response.text[-2000:]
    return response.text.partition("<main")[2]
