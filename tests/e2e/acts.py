"""What people do, step by step, as the pages ask them to."""

import re
from uuid import UUID

from playwright.async_api import Locator, Page, expect

from tests.system.world import World

MOTIVATION = "希望跟随名师改进课堂教学，研究作业设计，把备课组的每周教研真正做起来。"
PHONE = "19000000001"


async def begin(page: Page, world: World) -> UUID:
    """Choose the studio; the application's id."""
    await page.goto(f"/apply?round_id={world.round}&county={world.county}")
    await page.locator(f'input[name="studio_id"][value="{world.studio}"]').check()
    await page.get_by_role("button", name="下一步").click()
    await page.wait_for_url(re.compile(r"/applications/[0-9a-f-]+/edit\?step=about"))
    return UUID(page.url.split("/")[-2])


async def tell(page: Page, motivation: str = MOTIVATION, phone: str = PHONE, post: str = "语文教师") -> None:
    """Fill in the step about oneself."""
    await page.get_by_label("任教学科与岗位").fill(post)
    await page.get_by_label("职称").fill("一级教师")
    await page.get_by_label("手机号码").fill(phone)
    await page.get_by_label("申请理由").fill(motivation)


async def send(page: Page) -> None:
    """From the step about oneself past the papers to the last look, and off."""
    await page.get_by_role("button", name="下一步：附件").click()
    await page.get_by_role("link", name="下一步：核对并提交").click()
    await page.get_by_role("button", name="提交申请").click()


async def unfold(page: Page) -> Locator:
    """The bar of the case that is open, its form unfolded."""
    bar = page.locator("#decide")
    if not await bar.locator("details.fold").evaluate("fold => fold.open"):
        await bar.locator("details.fold > summary").click()
    return bar


async def decide(page: Page, verb: str, opinion: str, attested: bool = True) -> None:
    """Decide the case that is open."""
    bar = await unfold(page)
    await bar.get_by_label("审批意见").fill(opinion)
    if attested:
        for box in await bar.locator('input[name="attestation"]').all():
            await box.check()
    await bar.locator(f'button[name="verb"][value="{verb}"]').click()


async def open_task(page: Page, world: World, application: UUID, stage: str) -> None:
    """Wait until the case is at a stage, find it in the inbox and open it."""
    task = await world.task(application, stage)
    await page.goto("/inbox")
    await page.locator(f'a.open[href*="{task["task_id"]}"]').click()
    await expect(page.locator("#decide")).to_be_visible()
