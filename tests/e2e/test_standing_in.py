"""Whoever stands in for somebody has the inbox of their office, live, from the moment the proxy begins until it ends."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from chassis import clock
from tests.e2e.conftest import Come, Take
from tests.e2e.looking import look_at
from tests.e2e.test_live import open_and_listening
from tests.system.world import Person, World

COUNTY = "330324"
TRAINEES = 9
OVER = re.compile("给您的委托现在无效")


async def give(world: World, deputy: Person, begins: datetime, ends: datetime) -> Any:
    """The principal's proxy for the school."""
    wish = {
        "deputy_id": str(deputy.id), "offices": [f"trainee_school:{world.school}"],
        "valid_from": begins.isoformat(), "valid_until": ends.isoformat(),
    }  # fmt: skip
    given = await world.call("POST", "/api/directory/me/proxies", world.principal, json=wish)
    return given["proxy_id"]


async def waiting(world: World, applicant: Person) -> Any:
    """They apply; the school's task."""
    return await world.task(await world.apply(applicant), "school")


async def stayed(page: Page) -> bool:
    """Whether the page was not loaded anew."""
    return bool(await page.evaluate("document.body.dataset.since === 'the beginning'"))


async def test_the_list_follows_the_dates_of_a_proxy(world: World, take: Take, come: Come) -> None:
    deputy, first, second, third = world.trainees[:4]
    await waiting(world, first)
    page, other = await take(deputy), await take(world.principal)
    rows = page.locator("#rows")
    await open_and_listening(page, "/inbox")
    await open_and_listening(other, "/inbox")
    begins = clock.business() + timedelta(hours=1)
    ends = begins + timedelta(hours=1)
    # Given while the page is open, and not begun: the page has heard of it, and listens for its beginning.
    async with page.expect_response("**/live?*"):
        await give(world, deputy, begins, ends)
    await expect(rows).not_to_contain_text(first.name)
    async with page.expect_response("**/live?*"):
        come(begins)
        await expect(rows).to_contain_text(first.name)
    await waiting(world, second)
    await expect(rows).to_contain_text(second.name)
    async with page.expect_response("**/live?*"):
        come(ends)
        await expect(rows).not_to_contain_text(first.name)
    assert await stayed(page)

    # A page opened since then has nothing left to look at again.
    await open_and_listening(page, "/inbox")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await waiting(world, third)
    await expect(other.locator("#rows")).to_contain_text(third.name)
    # Not even that something happened is told to who may not know of it; told like the other, this page would have asked by now.
    await page.evaluate("fetch('/healthz')")
    assert [urlsplit(url).path for url in asked] == ["/healthz"]
    await expect(rows).not_to_contain_text(third.name, timeout=100)


async def test_a_page_open_when_a_proxy_is_given_and_revoked(world: World, take: Take) -> None:
    deputy, first = world.trainees[4:6]
    await waiting(world, first)
    page = await take(deputy)
    rows = page.locator("#rows")
    await open_and_listening(page, "/inbox")
    now = clock.business()
    proxy = await give(world, deputy, now - timedelta(hours=1), now + timedelta(days=1))
    await expect(rows).to_contain_text(first.name)
    await expect(rows).to_contain_text(f"代 {world.principal.name} 办理")
    async with page.expect_request("**/live?*"):
        pass
    await world.call("DELETE", f"/api/directory/me/proxies/{proxy}", world.principal)
    await expect(rows).not_to_contain_text(first.name)
    assert await stayed(page)


async def test_who_acts_for_somebody_acts_for_themselves_when_that_is_over(world: World, take: Take) -> None:
    deputy, first = world.trainees[6:8]
    task = await waiting(world, first)
    now = clock.business()
    for scripts in (True, False):
        proxy = await give(world, deputy, now - timedelta(hours=1), now + timedelta(days=1))
        page = await take(deputy, java_script_enabled=scripts)
        await page.goto("/proxies")
        await page.get_by_role("button", name=f"代 {world.principal.name} 办理").click()
        await page.goto(f"/inbox/{task['task_id']}")
        await expect(page.locator(".proxy-band")).to_contain_text(f"您正在代理 {world.principal.name} 办理")
        await expect(page.locator("#decide")).to_be_visible()
        if scripts:
            await open_and_listening(page, "/inbox")
        await world.call("DELETE", f"/api/directory/me/proxies/{proxy}", world.principal)
        await gone(world, deputy, task["task_id"])
        if not scripts:
            await page.goto("/inbox")
        await expect(page.get_by_role("status").filter(has_text=OVER)).to_be_visible()
        await expect(page.locator(".proxy-band")).to_be_hidden()
        if scripts:
            await look_at(page, "proxy-over")
        await expect(page.locator("#rows")).not_to_contain_text(first.name)
        answer = await page.goto(f"/inbox/{task['task_id']}")
        assert answer is not None
        assert answer.status == 404


async def gone(world: World, deputy: Person, task_id: str) -> None:
    """Wait until approvals knows of the revocation."""
    async with asyncio.timeout(30):
        while (await world.client.get(f"/api/approvals/tasks/{task_id}", headers=deputy.headers)).status_code != 404:
            await asyncio.sleep(0.03)


async def test_an_office_that_ends_while_its_inbox_is_open(world: World, take: Take, come: Come) -> None:
    applicant = world.trainees[8]
    clerk = world.somebody("卫校长")
    await world.add_people({clerk: world.school})
    ends = clock.business() + timedelta(hours=1)
    await world.add_offices([(clerk, "trainee_school", str(world.school))], until=ends)
    await world.sign_in(clerk)
    await waiting(world, applicant)
    page = await take(clerk)
    await open_and_listening(page, "/inbox")
    await expect(page.locator("#rows")).to_contain_text(applicant.name)
    come(ends)
    await expect(page.locator("#rows")).not_to_contain_text(applicant.name)
    assert await stayed(page)
