"""Sessions that end, second windows and double clicks: nothing is lost, and nothing is done twice."""

import asyncio
import re
from http import HTTPStatus

import pytest
from playwright.async_api import Page, expect

from chassis.settings import settings
from services.portal.frame.session import COOKIE, Seal
from tests.e2e.acts import MOTIVATION, begin, decide, open_task, tell, unfold
from tests.e2e.browser import sign_in
from tests.e2e.conftest import Take
from tests.system.world import Person, World

COUNTY = "330327"
TRAINEES = 8
A_MOMENT = re.compile(r"\d+年\d+月\d+日（周.）\d\d:\d\d")


async def end_session(page: Page, world: World) -> None:
    """Sign the person out from elsewhere: the browser does not know yet."""
    cookies = {cookie["name"]: cookie["value"] for cookie in await page.context.cookies()}
    session = Seal(settings().session_key_file).open_session(cookies[COOKIE])
    assert session is not None
    headers = {"Authorization": f"Bearer {session.access}"}
    (await world.client.post("/api/directory/sign-out", headers=headers)).raise_for_status()
    # The services hear of it by the bus.
    for asked in ("/api/approvals/summary", "/api/enrollment/rounds"):
        async with asyncio.timeout(30):
            while (await world.client.get(asked, headers=headers)).status_code != HTTPStatus.UNAUTHORIZED:
                await asyncio.sleep(0.05)


async def test_session_that_ends_while_one_types_a_draft(world: World, trainee: Person, take: Take) -> None:
    page = await take(trainee)
    await begin(page, world)
    await end_session(page, world)
    await tell(page)
    await expect(page.locator("[data-saved]")).to_contain_text("登录已过期")
    await page.get_by_role("button", name="下一步：附件").click()
    await expect(page.get_by_role("status")).to_contain_text("您填写的内容还在")
    await sign_in(page, trainee)
    await expect(page.locator("dl.facts")).to_contain_text(MOTIVATION)
    await page.get_by_role("button", name="继续提交").click()
    await page.get_by_role("link", name="下一步：核对并提交").click()
    await expect(page.locator("#main dl.facts")).to_contain_text(MOTIVATION)


async def test_session_that_ends_before_a_decision(world: World, trainee: Person, take: Take) -> None:
    application = await world.apply(trainee)
    page = await take(world.principal)
    await open_task(page, world, application, "school")
    await end_session(page, world)
    await decide(page, "approve", "工作认真负责，同意推荐。")
    await sign_in(page, world.principal)
    await expect(page.locator("dl.facts")).to_contain_text("工作认真负责，同意推荐。")
    await page.get_by_role("button", name="继续提交").click()
    await expect(page.get_by_role("status").filter(has_text="已同意")).to_be_visible()
    await world.until_state(application, "RECOMMENDED")


async def test_two_tabs_of_one_draft(world: World, trainee: Person, take: Take) -> None:
    first = await take(trainee)
    await begin(first, world)
    second = await first.context.new_page()
    await second.goto(first.url)
    await tell(first)
    await expect(first.locator("[data-saved]")).to_contain_text("已保存")

    await tell(second, motivation="在另一个窗口里写的理由，也有十个字以上。")
    await expect(second.locator("[data-saved]")).to_contain_text("在别处")
    await second.get_by_role("button", name="下一步：附件").click()
    await expect(second.get_by_role("alert")).to_contain_text("在别处")
    elsewhere = second.locator("section", has_text="别处保存的内容")
    await expect(elsewhere).to_contain_text(MOTIVATION)
    await expect(elsewhere).to_contain_text(A_MOMENT)
    await expect(second.get_by_label("申请理由")).to_have_value("在另一个窗口里写的理由，也有十个字以上。")
    await second.get_by_role("button", name="下一步：附件").click()
    await expect(second.get_by_role("link", name="下一步：核对并提交")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
async def test_double_clicks_do_it_once(world: World, trainee: Person, take: Take, scripts: bool) -> None:
    teacher = await take(trainee, java_script_enabled=scripts)
    application, _ = await world.draft(trainee)
    await teacher.goto(f"/applications/{application}/edit?step=check")
    await teacher.get_by_role("button", name="提交申请").dblclick()
    await expect(teacher.locator("#application")).to_contain_text("BM-")

    clerk = await take(world.principal, java_script_enabled=scripts)
    task = await world.task(application, "school")
    await clerk.goto(f"/inbox/{task['task_id']}")
    bar = await unfold(clerk)
    for box in await bar.locator("input[name=attestation]").all():
        await box.check()
    await bar.get_by_role("button", name="同意推荐", exact=True).dblclick()
    await world.task(application, "county")
    log = (await world.call("GET", f"/api/approvals/cases/{application}", world.principal))["log"]
    verbs = [entry["verb"] for entry in log]
    assert (verbs.count("submit"), verbs.count("approve")) == (1, 1)
