"""The search says how much there is, and leads to all of it."""

from typing import Any

import httpx2
from fastapi import FastAPI

from tests.portal.standing import seated

CASE = {
    "title": "周晓燕申请", "kind": "trainee_application", "state": "SUBMITTED", "case_no": "BM-2021-000001", "school_name": "云溪",
}  # fmt: skip
STUDIO = {"id": "1", "name": "林晓岚工作室", "host_name": "林晓岚", "county": "330328", "county_name": "文成县"}


async def pages(app: FastAPI, cases: dict[str, dict[str, Any]], studios: dict[str, Any], *addresses: str) -> list[str]:
    """These pages, with what approvals answers by cursor."""

    def found(request: httpx2.Request) -> dict[str, Any]:
        return cases[request.url.params.get("after", "")]

    answers = {"GET /api/approvals/cases": found, "GET /api/enrollment/studios": lambda _: studios}
    async with seated(app, answers) as browser:
        return [(await browser.get(address)).text for address in addresses]


def page(*ids: str, following: str | None, count: int, capped: bool = False) -> dict[str, Any]:
    return {"items": [CASE | {"case_id": id_} for id_ in ids], "next": following, "count": count, "capped": capped}


async def test_cases_are_counted_and_paged(app: FastAPI) -> None:
    cases = {"": page("1", "2", following="c2", count=3), "c2": page("3", following=None, count=3)}
    studios = {"items": [STUDIO], "next": None}
    first, second = await pages(app, cases, studios, "/search?q=周晓", "/search?q=周晓&after=c2")
    assert "共 3 件" in first
    assert 'rel="next" href="/search?q=%E5%91%A8%E6%99%93&amp;after=c2"' in first
    assert "林晓岚工作室" in first
    assert "在工作室列表中看全部" not in first
    # A last page with one case is a page, not that case; what stood on the first page is not repeated.
    assert 'href="/cases/3"' in second
    assert 'rel="next"' not in second
    assert "回到第一页" in second
    assert "林晓岚工作室" not in second


async def test_too_many_to_count_and_too_many_studios_are_said(app: FastAPI) -> None:
    cases = {"": page("1", "2", following="c2", count=1000, capped=True)}
    [first] = await pages(app, cases, {"items": [STUDIO], "next": "more"}, "/search?q=周晓")
    assert "共 1000+ 件" in first
    assert 'href="/studios?q=%E5%91%A8%E6%99%93"' in first


async def test_two_characters_at_least(app: FastAPI) -> None:
    for text in await pages(app, {}, {}, "/search", "/search?q=周"):
        assert "请输入至少两个字" in text
