"""A case of a batch meets fault after fault: the others are done, the page says what goes on, and a button tries again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, expect
from sqlalchemy import text

from chassis.settings import settings
from chassis.store.job_running import MOST_TRIES
from tests.conftest import owning
from tests.e2e.conftest import Take
from tests.e2e.looking import look_at
from tests.system.world import World

COUNTY = "330328"
TRAINEES = 3

BREAK = """
CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
CREATE TRIGGER broken BEFORE UPDATE ON tasks FOR EACH ROW WHEN (NEW.task_id = '{}') EXECUTE FUNCTION break_one()
"""
LAST_TRY_NOW = "UPDATE job_items SET tries = :tries, next_try_at = '2021-11-01' WHERE state = 'PENDING'"


async def change(*statements: str, **values: Any) -> None:
    """In approvals' own database, as its owner."""
    async with owning("approvals", settings().database_of("approvals")) as connection:
        for statement in statements:
            await connection.execute(text(statement), values)


@asynccontextmanager
async def broken(task_id: str) -> AsyncIterator[None]:
    """Whoever decides this task meets a fault."""
    await change(*BREAK.format(task_id).split(";\n"))
    try:
        yield
    finally:
        await change("DROP FUNCTION break_one CASCADE")


async def start(page: Page, tasks: list[Any]) -> None:
    """Approve them all together."""
    await page.goto("/inbox")
    for task in tasks:
        await page.locator(f'input[name="task"][value="{task["task_id"]}"]').check()
    await page.get_by_role("button", name="批量办理所选").click()
    await page.get_by_label("同意").check()
    for box in await page.locator('input[name="attestation"]').all():
        await box.check()
    await page.get_by_role("button", name="确认，开始办理").click()


async def test_a_case_that_cannot_be_decided_for_now(world: World, take: Take) -> None:
    tasks = [await world.task(await world.apply(trainee), "school") for trainee in world.trainees]
    page = await take(world.principal)
    failing = page.locator("#batch li", has=page.locator(f'a[href="/inbox/{tasks[0]["task_id"]}"]'))
    async with broken(tasks[0]["task_id"]):
        await start(page, tasks)
        await expect(page.get_by_role("heading", name="已办 2 件，办理失败 0 件，剩余 1 件")).to_be_visible()
        await expect(failing).to_contain_text("还在重试")
        await expect(page.locator("#batch")).to_contain_text("急办的请点开那一件单独办理")
        await look_at(page, "batch-retrying")
        await change(LAST_TRY_NOW, tries=MOST_TRIES - 1)
        await expect(page.get_by_role("heading", name="已办 2 件，办理失败 1 件，剩余 0 件")).to_be_visible()
        await expect(failing).to_contain_text("系统连续多次出错，这一项没有办成")
        await look_at(page, "batch-faulted")

    plain = await take(world.principal, java_script_enabled=False)
    await plain.goto(page.url)
    await plain.get_by_role("button", name="再试一次（1 件）").click()
    await expect(plain.locator("#batch")).not_to_contain_text("再试一次（1 件）")
    await page.reload()
    await expect(page.get_by_role("heading", name="已办 3 件，办理失败 0 件，剩余 0 件")).to_be_visible()
