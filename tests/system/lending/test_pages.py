"""A kind no file of the product knows, as people meet it in a browser: inbox, case, log, printed form, batch, search, bell."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.acts import unfold
from tests.e2e.browser import Seats, open_browser
from tests.e2e.looking import PICTURES, look_at
from tests.system.lending.conftest import Site
from tests.system.lending.hall import Hall, words
from tests.system.lending.kinds import HALL_LOAN, KEY_LOAN, OWNER
from tests.system.world import Person

ROOT = Path(__file__).parents[3]
PRODUCT = ("casework", "chassis", "contracts", "deploy", "services", "songjiao", "workflows")
WRITTEN = {".css", ".csv", ".html", ".ini", ".js", ".json", ".md", ".po", ".py", ".sql", ".toml", ".yaml", ".yml"}
BUILT = {"node_modules", "static"}
# What only other kinds have; said of a hall it would be another kind's sentence.
OTHERS = ("学员", "申请人", "工作室 ", "None", "尚未收录", "录取")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as running:
        yield running


@pytest.fixture
async def seats(browser: Browser, site: Site) -> AsyncIterator[Seats]:
    """No page may have misbehaved in the end."""
    seats = Seats(browser, site.house.url)
    yield seats
    await seats.leave()
    assert seats.faults == []


def files() -> list[Path]:
    """Everything that is written by people and not for tests."""
    found = (file for folder in PRODUCT for file in (ROOT / folder).rglob("*") if file.suffix in WRITTEN)
    return [file for file in (*found, *ROOT.glob("*.*")) if file.is_file() and not BUILT & set(file.parts)]


def test_no_file_of_the_product_names_it() -> None:
    found = files()
    assert len(found) > 300
    names = (HALL_LOAN.name, KEY_LOAN.name, OWNER)
    assert [file for file in found if any(name in file.read_text(errors="replace") for name in names)] == []


async def said(page: Page, part: str = "main") -> str:
    """What the page says, and nothing of another kind's."""
    text = await page.locator(part).inner_text()
    assert not [word for word in OTHERS if word in text], text
    return text


async def opened(seats: Seats, person: Person, address: str) -> Page:
    """The page, listening, that would show if it were loaded anew."""
    page = await seats.take(person)
    async with page.expect_request("**/live?*"):
        await page.goto(address)
    await page.evaluate("document.body.dataset.since = 'the beginning'")
    return page


async def test_from_the_inbox_to_the_printed_form(hall: Hall, seats: Seats) -> None:
    PICTURES.mkdir(exist_ok=True)
    case = await hall.ask(purpose="重阳节演出")
    await case.task("countersign", 1)
    # Other tests' cases may have told the asker something.
    told = (await hall.world.call("GET", "/api/approvals/summary", hall.asker))["unread"]
    asker = await opened(seats, hall.asker, f"/cases/{case.id}")
    await expect(asker.locator("#way")).to_contain_text("两家会签")

    clerk = await opened(seats, hall.office, "/inbox")
    row = clerk.locator("li[data-task]", has_text="重阳节演出")
    await expect(row).to_contain_text("礼堂借用")
    await expect(row).to_contain_text("两家会签")
    await row.locator("a.open").click()
    await expect(clerk.locator("#decide")).to_be_visible()
    text = await said(clerk, "#case")
    for shown in (
        "借用事项", "作何用途", "重阳节演出", "陶渊·𠮷", "2026年12月24日（周四）", "¥1,234.56", "待会签", "提出借用", "借用人",
    ):  # fmt: skip
        assert shown in text, shown
    await look_at(clerk, "hall-case")
    await clerk.set_viewport_size({"width": 1440, "height": 900})
    await (await unfold(clerk)).get_by_label("审批意见").fill(words("approve"))
    await clerk.get_by_role("button", name="同意借用").click()
    await expect(clerk.locator("[data-told]")).to_contain_text("同意借用")

    # It shows by itself where somebody else has it open.
    await expect(asker.locator("#log")).to_contain_text(words("approve"))
    assert await asker.evaluate("document.body.dataset.since") == "the beginning"
    await case.decide("countersign", 1)
    await case.decide("any_sign", 1)
    await case.decide("appraisal", 0)
    await case.decide("appraisal", 1)
    await expect(asker.locator("#case-head")).to_contain_text("待交接")

    keeper = await seats.take(hall.municipal)
    task = await case.task("handover")
    await keeper.goto(f"/inbox/{task['task_id']}")
    bar = await unfold(keeper)
    for attested in ("门已锁好", "灯已关好", "场内无人"):
        await keeper.get_by_label(attested).check()
    await bar.get_by_label("审批意见").fill(words("approve"))
    await keeper.get_by_role("button", name="同意借用").click()
    await case.until_state("LENT")

    await expect(asker.locator("#bell")).to_have_accessible_name(f"提醒，{told + 1} 条新消息")
    await asker.goto("/")
    await expect(asker.locator("main")).to_contain_text("借用礼堂：重阳节演出")
    await expect(asker.locator("main")).to_contain_text("已借出")
    await asker.goto("/search?q=重阳节")
    # The only one that is found comes up at once.
    await expect(asker.locator("#case-head")).to_contain_text("借用礼堂：重阳节演出")
    await asker.locator("#way > summary").click()
    await expect(asker.locator("#way svg:visible")).to_contain_text("礼堂已借出")
    assert "钥匙交接" in await said(asker)
    await asker.goto("/")
    left = f"提醒，{told} 条新消息" if told else "提醒，没有新消息"
    await expect(asker.locator("#bell")).to_have_accessible_name(left)

    await asker.goto(f"/cases/{case.id}/sheet")
    paper = await asker.locator("article.sheet").inner_text()
    for printed in (
        "礼堂借用审批单", "LT-20", "用途", "重阳节演出", "联系人", "陶渊·𠮷", "使用日期", "2026年12月24日（周四）", "押金", "¥1,234.56",
        "座位图", "座位图·一层.pdf", "会签意见", "签字意见", "评估意见", "交接意见", "场地空闲，同意。", "核验无误", "门已锁好",
        hall.lead.name,
    ):  # fmt: skip
        assert printed in paper, printed
    await said(asker)
    await look_at(asker, "hall-sheet")


async def test_several_decided_together_as_a_job(hall: Hall, seats: Seats) -> None:
    cases = [await hall.ask("handover", purpose=f"第{number}场排练") for number in "一二三"]
    tasks = [await case.task("handover") for case in cases]
    keeper = await seats.take(hall.municipal)
    await keeper.goto("/inbox")
    for task in tasks:
        await keeper.locator(f'input[name="task"][value="{task["task_id"]}"]').check()
    await keeper.get_by_role("button", name="批量办理所选").click()
    await expect(keeper.get_by_role("heading", name="可以一起办理：3 件")).to_be_visible()
    text = await said(keeper)
    for shown in ("第一场排练", "第三场排练", "同意借用", "门已锁好"):
        assert shown in text, shown
    await keeper.screenshot(path=PICTURES / "hall-batch.png", full_page=True)
    await keeper.get_by_label("同意借用").check()
    for box in await keeper.locator('input[name="attestation"]').all():
        await box.check()
    await keeper.get_by_role("button", name="确认，开始办理").click()
    await expect(keeper.get_by_role("heading", name="已办 3 件，办理失败 0 件，剩余 0 件")).to_be_visible()
    assert "第二场排练" in await said(keeper)
    for case in cases:
        await case.until_state("LENT")
        await case.went_once(("handover", 0, "approve"))
