"""What others do shows by itself, and many cases are decided at once."""

from urllib.parse import urlsplit
from uuid import UUID

from playwright.async_api import Page, Route, expect

from tests.e2e.browser import Seats
from tests.e2e.conftest import Take
from tests.system.world import World

COUNTY = "330328"
TRAINEES = 9


async def open_and_listening(page: Page, address: str) -> None:
    """Open a page, and remember in it that it was not loaded anew."""
    async with page.expect_request("**/live?*"):
        await page.goto(address)
    await page.evaluate("document.body.dataset.since = 'the beginning'")


async def test_open_pages_follow_what_others_do(world: World, take: Take) -> None:
    trainee = world.trainees[0]
    application, _ = await world.draft(trainee)
    teacher = await take(trainee)
    await teacher.goto(f"/applications/{application}/edit?step=check")
    await teacher.get_by_role("button", name="提交申请").click()
    await expect(teacher.locator("#application .path svg:visible")).to_contain_text("学校推荐")

    await world.pass_stage(application, "school")
    task = await world.task(application, "county")
    colleague = await take(world.second_county_clerk)
    await open_and_listening(teacher, f"/applications/{application}")
    await open_and_listening(colleague, f"/inbox/{task['task_id']}")
    await expect(colleague.locator(f'#rows a[href*="{task["task_id"]}"]')).to_have_count(1)
    await expect(teacher.locator("#bell")).to_have_accessible_name("提醒，没有新消息")

    await world.decide(task, "return")
    await expect(teacher.locator("#application")).to_contain_text("请补充教研成果。")
    await expect(teacher.get_by_text("已退回，待修改")).to_be_visible()
    await expect(teacher.locator("#bell")).to_have_accessible_name("提醒，1 条新消息")
    await expect(colleague.locator("#standing")).to_contain_text(f"这一步已由{world.county_clerk.name}办理：退回")
    await expect(colleague.locator("#decide")).to_be_hidden()
    await expect(colleague.locator(f'#rows a[href*="{task["task_id"]}"]')).to_have_count(0)
    for page in (teacher, colleague):
        assert await page.evaluate("document.body.dataset.since") == "the beginning"


async def test_a_part_that_could_not_be_fetched_is_fetched_again(world: World, take: Take, seats: Seats) -> None:
    trainee = world.trainees[8]
    application = await world.apply(trainee)
    task = await world.task(application, "school")
    principal = await take(world.principal)
    await open_and_listening(principal, "/inbox")
    await expect(principal.locator("#rows")).to_contain_text(trainee.name)
    failed: list[int] = []

    async def fail_once_each_way(route: Route) -> None:
        failed.append(len(failed))
        if failed[-1] == 0:
            await route.fulfill(status=503, body="")
        elif failed[-1] == 1:
            await route.abort()
        else:
            await route.fallback()

    await principal.route(lambda url: urlsplit(url).path == "/inbox", fail_once_each_way)
    await world.decide(task)
    await expect(principal.locator("#rows")).not_to_contain_text(trainee.name, timeout=15_000)
    assert len(failed) >= 3
    # The browser complains of what this test did to it.
    assert all("/inbox" in fault for fault in seats.faults)
    seats.faults.clear()
    assert await principal.evaluate("document.body.dataset.since") == "the beginning"


async def test_a_new_case_comes_up_without_disturbing_who_is_choosing(world: World, take: Take) -> None:
    first, second = world.trainees[6:8]
    waiting = await world.apply(first)
    task = await world.task(waiting, "school")
    principal = await take(world.principal)
    await open_and_listening(principal, "/inbox")
    box = principal.locator(f'input[name="task"][value="{task["task_id"]}"]')
    await box.check()
    await principal.keyboard.press("j")
    await world.apply(second)
    await expect(principal.locator("#rows")).to_contain_text(second.name)
    await expect(box).to_be_checked()
    await expect(principal.locator("[data-chosen]")).to_have_text("1")
    await expect(principal.locator("#rows a.open", has_text=first.name)).to_be_focused()
    assert await principal.evaluate("document.body.dataset.since") == "the beginning"


async def test_deciding_many_at_once(world: World, take: Take) -> None:
    applicants = world.trainees[1:6]
    applications = [await world.apply(applicant) for applicant in applicants]
    for application in applications:
        await world.pass_stage(application, "school")
    tasks = [await world.task(application, "county") for application in applications]
    clerk = await take(world.county_clerk)
    await clerk.goto("/inbox")
    await expect(clerk.locator(".batch-bar")).to_be_hidden()
    for task in tasks:
        await clerk.locator(f'input[name="task"][value="{task["task_id"]}"]').check()
    await expect(clerk.locator("[data-chosen]")).to_have_text("5")

    await world.decide(tasks[0], by=world.second_county_clerk)
    await clerk.get_by_role("button", name="批量办理所选").click()
    apart = clerk.locator("section", has_text="需要单独办理：1 件")
    await expect(apart).to_contain_text(applicants[0].name)
    await expect(apart).to_contain_text(world.second_county_clerk.name)
    await expect(clerk.get_by_role("heading", name="可以一起办理：4 件")).to_be_visible()

    await withdraw(world, applications[1], tasks[1]["task_id"])
    await clerk.get_by_label("同意").check()
    for box in await clerk.locator('input[name="attestation"]').all():
        await box.check()
    await clerk.get_by_role("button", name="确认，开始办理").click()
    await expect(clerk.get_by_role("heading", name="已办 3 件，办理失败 1 件，剩余 0 件")).to_be_visible()
    refused = clerk.locator("#batch li", has_text="办理失败")
    await expect(refused).to_contain_text("申请人已撤回")
    for application in applications[2:]:
        await world.until_state(application, "COUNTY_APPROVED")


async def withdraw(world: World, application: UUID, task_id: str) -> None:
    """Take an application back, and wait until its task is closed."""
    applicant = world.trainees[2]
    await world.call("POST", f"/api/enrollment/applications/{application}/withdraw", applicant, json={})
    await world.until_closed(task_id)
