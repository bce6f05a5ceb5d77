"""The enrollment chain (Art. 4.2) as its people live it, each at a browser of their own."""

import re
from uuid import UUID

from playwright.async_api import Page, expect

from tests.e2e.acts import MOTIVATION, PHONE, begin, decide, open_task, send, tell
from tests.e2e.browser import sign_in
from tests.e2e.conftest import Take
from tests.e2e.papers import CERTIFICATE
from tests.system.world import World

COUNTY = "330324"
TRAINEES = 1
RETURN = "请补充近三年公开课情况，并写明两年成长规划。"
CORRECTED = "近三年执教县级公开课两节；两年内完成一篇课例、一项小课题，并在校内分享。"


async def test_from_application_to_roster(world: World, take: Take) -> None:
    teacher = await take(None)
    application = await apply(teacher, world)

    principal = await take(world.principal)
    await open_task(principal, world, application, "school")
    await expect(principal.locator("#decide input[name=attestation]")).to_have_count(4)
    await decide(principal, "approve", "师德良好，教学扎实，同意推荐。")
    trainee = world.trainees[0].name
    await expect(principal.get_by_role("status")).to_contain_text(f"已同意推荐{trainee}，已转县名师办")

    county = await take(world.county_clerk)
    await open_task(county, world, application, "county")
    await decide(county, "return", RETURN, attested=False)
    await expect(county.get_by_role("status")).to_contain_text(f"已退回{trainee}的申请")

    await world.until_state(application, "RETURNED")
    await correct(teacher)
    await open_task(county, world, application, "county")
    changed = county.locator("dd", has_text=CORRECTED)
    await expect(changed).to_contain_text("有修改")
    await expect(changed.locator("del")).to_be_visible()
    await expect(county.locator("dd .changed")).to_have_count(1)
    await decide(county, "approve", "已按要求补充，同意。")

    city = await take(world.municipal_clerk)
    await open_task(city, world, application, "municipal")
    await decide(city, "approve", "审核通过，予以录取。")
    await world.until_state(application, "ADMITTED")

    await look_at_roster(teacher, world)
    await look_at_case(county, str(application))
    await print_sheet(county, str(application))


async def apply(page: Page, world: World) -> UUID:
    """Sign in, choose, type, add a paper, look once more, send."""
    trainee = world.trainees[0]
    await page.goto("/apply")
    await sign_in(page, trainee)
    await page.wait_for_url("**/apply")
    application = await begin(page, world)
    await tell(page)
    await expect(page.locator("[data-saved]")).to_have_text(re.compile(r"已保存 \d\d:\d\d"))

    await page.get_by_role("button", name="下一步：附件").click()
    await page.locator("input[type=file]").set_input_files(CERTIFICATE)
    await expect(page.locator(".file-list a", has_text=CERTIFICATE["name"])).to_be_visible()
    await page.get_by_role("link", name="下一步：核对并提交").click()
    for typed in (MOTIVATION, PHONE, CERTIFICATE["name"]):
        await expect(page.locator("#main dl.facts")).to_contain_text(typed)
    await page.get_by_role("button", name="提交申请").click()
    await expect(page.get_by_role("status").filter(has_text="申请已提交")).to_be_visible()
    return application


async def correct(page: Page) -> None:
    """Read why it came back, change one thing, send again; nothing has to be typed twice."""
    await page.goto("/")
    await page.get_by_role("link", name="林晓岚").first.click()
    await expect(page.locator("#application")).to_contain_text(RETURN)
    await page.get_by_role("link", name="修改申请").click()
    await expect(page.get_by_label("任教学科与岗位")).to_have_value("语文教师")
    await expect(page.get_by_label("申请理由")).to_have_value(MOTIVATION)
    await page.get_by_label("申请理由").fill(CORRECTED)
    await send(page)
    await expect(page.get_by_role("status").filter(has_text="申请已提交")).to_be_visible()


async def look_at_roster(page: Page, world: World) -> None:
    """The new member reads the roster."""
    await page.goto(f"/studios/{world.studio}")
    await expect(page.locator("table.rows")).to_contain_text(world.trainees[0].name)


async def look_at_case(page: Page, case_id: str) -> None:
    """Who did what, and the path drawn for wide screens, with its end marked."""
    await page.goto(f"/cases/{case_id}")
    log = page.locator("ol.timeline")
    for words in ("提交申请", "退回", RETURN, "修改后重新提交", "审核通过，予以录取。", "周市办"):
        await expect(log).to_contain_text(words)
    await page.locator("#way > summary").click()
    path = page.locator("#standing svg:visible")
    await expect(path).to_have_attribute("aria-label", "已完成：提交申请、学校推荐、县名师办审核、市名师办审核、录取。")


async def print_sheet(page: Page, case_id: str) -> None:
    """审批单 on one sheet of A4, without the page around it."""
    await page.goto(f"/cases/{case_id}/sheet")
    await page.emulate_media(media="print")
    await expect(page.locator("nav.side")).to_be_hidden()
    await expect(page.locator(".sheet")).to_contain_text("核验无误")
    printed = await page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed
