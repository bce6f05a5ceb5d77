"""A printed 审批单 is checked by whoever holds it: scanned off the paper, or typed, signed in or not."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browser import NARROW
from tests.e2e.conftest import Take
from tests.e2e.looking import look_at, look_in_english
from tests.e2e.scanning import read_code
from tests.system.world import World

COUNTY = "330324"
TRAINEES = 1
# A phone's picture of an A4 sheet has about 300 dots to the inch; a page has 96.
AS_PHOTOGRAPHED = 3


@pytest.fixture(scope="module")
async def admitted(world: World) -> str:
    """A case three offices approved."""
    application = await world.apply()
    await world.admit(application)
    return str(application)


async def sheet(take: Take, world: World, case_id: str) -> Page:
    """The paper as it comes out of the printer."""
    page = await take(world.county_clerk, device_scale_factor=AS_PHOTOGRAPHED)
    await page.goto(f"/cases/{case_id}/sheet")
    await page.emulate_media(media="print")
    return page


async def test_each_code_on_the_paper_leads_to_what_was_signed(world: World, take: Take, admitted: str) -> None:
    paper = await sheet(take, world, admitted)
    codes = [await read_code(drawn) for drawn in await paper.locator(".proof svg").all()]
    assert codes == [await link.get_attribute("href") for link in await paper.locator(".proof a").all()]
    visitor = await take(None, size=NARROW, java_script_enabled=False)
    offices = [("同意推荐", "学校"), ("同意", "县名师办"), ("同意", "市名师办")]
    assert len(codes) == len(offices)
    number = await paper.locator(".number-line").inner_text()
    for code, (verb, office) in zip(codes, offices, strict=True):
        answer = await visitor.goto(code)
        assert answer is not None
        assert answer.status == 200
        await expect(visitor.get_by_role("heading", name="签名有效")).to_be_visible()
        said = await visitor.locator("dl.facts").inner_text()
        for words in (verb, office, "第1次提交", re.sub(r"编号：|第.*", "", number).strip()):
            assert words in said
        for person in (world.principal, world.county_clerk, world.municipal_clerk, world.trainees[0]):
            assert person.name not in said
    # One letter other than printed.
    last = urlsplit(codes[0]).path
    answer = await visitor.goto(last[:-3] + ("A" if last[-3] != "A" else "B") + last[-2:])
    assert answer is not None
    assert answer.status == 404
    await expect(visitor.get_by_role("alert")).to_contain_text("核对不上")


async def test_what_is_printed_can_be_typed(world: World, take: Take, admitted: str) -> None:
    paper = await sheet(take, world, admitted)
    number = re.findall(r"BM-\d{4}-\d{6}", await paper.locator(".number-line").inner_text())[0]
    code = await paper.locator(".proof .code").last.inner_text()
    visitor = await take(None)
    await visitor.goto("/sign-in")
    await visitor.get_by_role("link", name="核对审批单").click()
    await look_at(visitor, "visitor-check")
    await visitor.get_by_label("编号").fill(number.lower())
    await visitor.get_by_label("校验码").fill(code[:-1])
    await visitor.get_by_role("button", name="核对").click()
    await expect(visitor.get_by_role("alert")).to_contain_text("请向出具单位核实")
    await look_at(visitor, "visitor-check-differs")
    await expect(visitor.get_by_label("编号")).to_have_value(number.lower())
    await visitor.get_by_label("校验码").fill(code.lower())
    await visitor.get_by_role("button", name="核对").click()
    await expect(visitor.get_by_role("heading", name="签名有效")).to_be_visible()
    await look_at(visitor, "visitor-check-found")
    await look_in_english(visitor, "en-visitor-check-found")
    await expect(visitor.get_by_role("heading", name="签名有效")).to_be_visible()


async def test_the_paper_says_how_in_the_readers_language(world: World, take: Take, admitted: str) -> None:
    paper = await sheet(take, world, admitted)
    caption = paper.locator(".proof").first
    await expect(caption).to_contain_text(re.compile(r"扫码核对签名，或在 \S+/check 输入编号和校验码"))
    await paper.emulate_media(media="screen")
    await paper.get_by_role("button", name="English").click()
    await expect(caption).to_contain_text("Scan to check the signature")
    await expect(paper.locator(".sheet h1")).to_contain_text("审批")
