"""What every answer carries, and what the next person at the browser finds of it."""

import re
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from chassis.settings import Settings
from services.portal.frame.clients import Services
from services.portal.main import build
from tests.portal.standing import NOWHERE, seated

FILE = "01a22760-94ab-7470-9f2b-000000000007"


def certificate(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, content=b"%PDF-1.7", headers={"content-type": "application/pdf"})


async def test_a_certificate_stays_in_no_cache(app: FastAPI) -> None:
    answers = {f"GET /api/enrollment/applications/{FILE}/files/{FILE}": certificate}
    async with seated(app, answers) as browser:
        shown = await browser.get(f"/applications/{FILE}/files/{FILE}")
    assert (shown.status_code, shown.content) == (200, b"%PDF-1.7")
    assert shown.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("public_url", "environment", "told"),
    [
        ("https://songjiao.example", "production", True),
        ("https://songjiao.example", "development", True),
        ("http://songjiao.example", "production", False),
        (None, "production", False),
    ],
)
async def test_only_https_is_kept_to_where_people_come_by_it(
    tmp_path: Path, public_url: str | None, environment: str, told: bool
) -> None:
    key = tmp_path / "session.key"
    key.write_bytes(b"k" * 44)
    settings = Settings(
        environment=environment, database_url="-", session_key_file=key, public_url=public_url, clock_file=None
    )  # type: ignore[arg-type]
    app = build(settings).app
    app.state.services = Services(NOWHERE)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://portal.test") as browser:
        answer = await browser.get("/sign-in")
    await app.state.services.close()
    assert ("strict-transport-security" in answer.headers) is told
    assert answer.headers["cache-control"] == "no-store"


async def test_the_port_people_reach_tells_no_metrics(app: FastAPI) -> None:
    async with seated(app, {}) as browser:
        assert (await browser.get("/metrics")).status_code == 404
    assert not [route for route in app.routes if re.search("metrics", getattr(route, "path", ""))]


async def test_what_nobody_expected_is_guarded_like_everything_else(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    app.state.services = Services(NOWHERE)
    async with httpx2.AsyncClient(transport=transport, base_url="http://portal.test") as browser:
        monkeypatch.setattr("services.portal.pages.sign_in.sign_in._form", broken)
        answer = await browser.get("/sign-in")
    await app.state.services.close()
    assert answer.status_code == 500
    for name in ("content-security-policy", "x-content-type-options"):
        assert name in answer.headers
    assert answer.headers["cache-control"] == "no-store"
