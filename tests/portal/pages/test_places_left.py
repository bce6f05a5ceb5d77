"""How many places are left, or that there are none, is told where one chooses: not when it is too late."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from chassis import clock
from tests.portal.pages.test_applying import OTHER, STUDIO
from tests.portal.pages.test_choosing_a_round import COUNTY, R1, SCHOOL, answers
from tests.portal.standing import seated

PAGES = {"/apply": (), "/recommendations": (SCHOOL,)}
NUMBERS = {"applied": 0, "recommended": 0, "admitted": 0}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "business", lambda: datetime(2026, 11, 21, tzinfo=UTC))


def of_studio(studio_id: str, left: int, **limits: int | None) -> dict[str, Any]:
    named = {"studio_id": studio_id, "name": "—", "county": COUNTY, "county_name": None, "members": 3}
    return NUMBERS | named | {"left": left, "soft_cap": None, "quota": None} | limits


def of_county(quota: int | None, left: int, county: str = COUNTY) -> dict[str, Any]:
    return NUMBERS | {"county": county, "name": None, "studios": 2, "quota": quota, "left": left}


async def read(app: FastAPI, address: str, studios: list[Any], counties: list[Any]) -> str:
    told = {"minimum": 10, "studios": studios, "counties": counties, "short": []}
    found = answers([], R1) | {f"GET /api/enrollment/rounds/{R1}/places": lambda _: told}
    async with seated(app, found, offices=PAGES[address]) as browser:
        page = await browser.get(address)
    assert page.status_code == 200, page.text[-500:]
    return " ".join(page.text.partition("<main")[2].split())


@pytest.mark.parametrize("address", PAGES)
async def test_of_each_studio_it_is_told_how_many_or_that_it_is_full(app: FastAPI, address: str) -> None:
    page = await read(app, address, [of_studio(STUDIO, 7, soft_cap=10), of_studio(OTHER, 0, quota=3)], [])
    near, far = page.index("甲工作室"), page.index("乙工作室")
    assert near < page.index("还剩 7 个名额") < far < page.index("名额已满")
    # A place may become free: nobody is kept from it.
    assert f'value="{OTHER}" disabled' not in page


@pytest.mark.parametrize("address", PAGES)
async def test_where_there_is_no_limit_nothing_is_said_of_places(app: FastAPI, address: str) -> None:
    page = await read(app, address, [of_studio(STUDIO, 0)], [of_county(None, 0), of_county(5, 1, "330326")])
    assert "名额" not in page.replace("名额留空", "")


@pytest.mark.parametrize("address", PAGES)
async def test_a_quota_of_the_county_is_told_too(app: FastAPI, address: str) -> None:
    assert "本县名额 30 个，还剩 4 个" in await read(app, address, [], [of_county(30, 4)])
    assert "本县 30 个名额已满" in await read(app, address, [], [of_county(30, 0)])


@pytest.mark.parametrize("address", PAGES)
async def test_without_the_numbers_one_may_choose_all_the_same(app: FastAPI, address: str) -> None:
    refused = httpx2.Response(404, json={"code": "not_found", "detail": "—"})
    found = answers([], R1) | {f"GET /api/enrollment/rounds/{R1}/places": lambda _: refused}
    async with seated(app, found, offices=PAGES[address]) as browser:
        page = await browser.get(address)
    assert (page.status_code, "甲工作室" in page.text) == (200, True)
