"""Whom a served process believes about where a request comes from, and which port tells metrics."""

from pathlib import Path

import httpx2
import pytest

from songjiao.servers.ports import LOOPBACK
from tests.apart import port_apart
from tests.system.processes import Running, running

METRICS = port_apart()


def directory(folder: Path, trusted: str) -> Running:
    """The directory alone, before which these stand."""
    environment = {"TRUSTED_PROXIES": trusted, "SERVING_METRICS_PORT": str(METRICS)}
    return Running(
        "directory",
        ["serve", "directory"],
        "HTTP_PORT",
        folder,
        ready_at="/api/directory/readyz",
        environment=environment,
    )


async def held(client: httpx2.AsyncClient, login: str, forwarded: str) -> bool:
    """Whether an attempt from there has to wait."""
    form = {"grant_type": "password", "username": login, "password": "wrong"}
    answer = await client.post("/api/directory/token", data=form, headers={"X-Forwarded-For": forwarded})
    return answer.json().get("retry_after") is not None


@pytest.mark.parametrize(
    ("trusted", "forwarded", "believed"),
    [
        (LOOPBACK, "198.51.100.{n}", True),
        ("127.0.0.0/8", "198.51.100.{n}, 127.0.0.9", True),
        # What stands left of the first that is not trusted was written by whoever asks.
        (LOOPBACK, "198.51.100.{n}, 203.0.113.9", False),
        ("", "198.51.100.{n}", False),
        ("203.0.113.9", "198.51.100.{n}", False),
    ],
)
async def test_only_what_is_trusted_says_for_whom_it_asks(
    migrated: None, tmp_path: Path, trusted: str, forwarded: str, believed: bool
) -> None:
    login = f"nobody-{trusted}-{forwarded}"
    async with running(directory(tmp_path, trusted)) as served, httpx2.AsyncClient(base_url=served.url) as client:
        waits = [await held(client, login, forwarded.format(n=n)) for n in range(6)]
    assert any(waits) is not believed


async def test_metrics_have_a_port_of_their_own(migrated: None, tmp_path: Path) -> None:
    async with running(directory(tmp_path, "")) as served, httpx2.AsyncClient() as client:
        told = await client.get(f"http://{LOOPBACK}:{METRICS}/metrics")
        assert "songjiao_http_seconds" in told.text
        for place in ("/metrics", "/api/directory/metrics"):
            assert (await client.get(f"{served.url}{place}")).status_code == 404
