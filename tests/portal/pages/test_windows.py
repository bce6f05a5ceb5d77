"""What everybody may read: asked for as nobody, without scripts, and pictures passed on as they were given."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from services.portal.frame.clients import Services
from services.portal.frame.session import COOKIE

ORIGIN = "http://portal.test"
NOWHERE = "http://127.0.0.1:9"
HASH = "a" * 64
LISTED = {
    "studio_id": "01", "name": "林晓岚<b>“名师送教”工作室", "county": "330328", "county_name": "文成县", "school_level": "小学",
    "subject": "语文", "track": "教师", "host_name": "林晓岚", "host_school_name": "江滨实验小学",
    "published_at": "2026-11-22T01:00:00Z", "updated_at": "2026-11-22T01:00:00Z",
}  # fmt: skip
WINDOW = LISTED | {
    "host_titles": ["省特级教师"], "base_school_name": "云溪实验小学", "members": 12, "named_members": ["周孟秋"],
    "html": "<p><strong>欢迎</strong></p>", "pictures": [{"sha256": HASH, "alt": "合影", "placed": False}],
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "/api/enrollment/public/studios": {
        "items": [LISTED], "next": None, "counties": [{"county": "330328", "name": "文成县", "windows": 1}],
    },
    "/api/enrollment/public/studios/01": WINDOW,
}  # fmt: skip
GIVEN = {
    "Content-Type": "image/webp", "Content-Security-Policy": "default-src 'none'; sandbox", "ETag": f'"{HASH}"',
    "Cache-Control": "public, max-age=31536000, immutable",
}  # fmt: skip


def answer(request: httpx2.Request) -> httpx2.Response:
    """The service, which must not be told who asks."""
    assert "authorization" not in request.headers
    if request.url.path == f"/api/enrollment/public/pictures/{HASH}":
        return httpx2.Response(200, content=b"RIFF", headers=GIVEN)
    found = ANSWERS.get(request.url.path)
    return httpx2.Response(200, json=found) if found else httpx2.Response(404, json={"code": "not_found"})


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    app.state.services = Services(NOWHERE)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as client:
        yield client
    await app.state.services.close()


@pytest.fixture
async def served(app: FastAPI, browser: httpx2.AsyncClient) -> httpx2.AsyncClient:
    await app.state.services.close()
    app.state.services.http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url=NOWHERE)
    return browser


@pytest.mark.parametrize("address", ["/windows", "/windows/01"])
async def test_a_window_is_a_page_without_scripts_for_whoever_comes(served: httpx2.AsyncClient, address: str) -> None:
    served.cookies.set(COOKIE, "one that was sealed by somebody else")
    page = await served.get(address)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "og:" not in page.text
    assert "林晓岚&lt;b&gt;" in page.text


async def test_what_a_window_says(served: httpx2.AsyncClient) -> None:
    page = (await served.get("/windows/01")).text
    for words in ("<strong>欢迎</strong>", "省特级教师", "云溪实验小学", "周孟秋", f'src="/pictures/{HASH}"', "合影"):
        assert words in page


async def test_a_picture_is_kept_for_ever_and_runs_nothing(served: httpx2.AsyncClient) -> None:
    picture = await served.get(f"/pictures/{HASH}")
    assert picture.content == b"RIFF"
    assert picture.headers.items() >= {name.lower(): value for name, value in GIVEN.items()}.items()
    assert picture.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["/windows/02", "/pictures/none"])
async def test_what_is_not_public_is_not_there(served: httpx2.AsyncClient, address: str) -> None:
    assert (await served.get(address)).status_code == 404


async def test_a_service_that_is_away_is_said_so_and_nobody_is_sent_to_sign_in(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/windows")
    assert page.status_code == 503
    assert "系统暂时没有回应" in page.text
