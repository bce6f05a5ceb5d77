"""Whether a cookie may travel in the open."""

from pathlib import Path

import httpx2
import pytest

from chassis.settings import Settings
from services.portal.frame.clients import Services
from services.portal.main import build


@pytest.mark.parametrize(
    ("public_url", "asked_by", "secure"),
    [
        ("https://songjiao.example", "http", True),  # what adds TLS speaks plainly to us
        (None, "https", True),
        (None, "http", False),
        ("http://127.0.0.1:8000", "http", False),
    ],
)
async def test_cookies_are_for_https_alone_where_people_come_by_it(
    tmp_path: Path, public_url: str | None, asked_by: str, secure: bool
) -> None:
    key = tmp_path / "session.key"
    key.write_bytes(b"k" * 44)
    told = Settings(environment="test", database_url="unused", session_key_file=key, public_url=public_url)
    app = build(told).app
    app.state.services = Services("http://127.0.0.1:9")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=f"{asked_by}://portal.test") as browser:
        [cookie] = (await browser.get("/sign-in")).headers.get_list("set-cookie")
    await app.state.services.close()
    assert ("Secure" in cookie) is secure
