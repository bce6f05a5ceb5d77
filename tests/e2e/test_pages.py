"""Every page: fits every width, clean for axe-core, small, quiet, and asks nobody else for anything."""

import asyncio
import gzip
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e import scene as scenes
from tests.e2e.browser import Seats
from tests.e2e.conftest import Take
from tests.e2e.looking import HTML_LIMIT, SHIFTED, faults_of, look_at
from tests.e2e.scene import Scene
from tests.system.world import World

COUNTY = "330324"
TRAINEES = scenes.TRAINEES

PAGES = {
    "teacher": (
        "/", "/apply", "/applications", "/applications/{returned}", "/applications/{returned}/edit?step=studio",
        "/applications/{returned}/edit?step=about", "/applications/{returned}/edit?step=files",
        "/applications/{returned}/edit?step=check", "/notices", "/profile", "/search?q=林晓岚",
    ),
    "drafting": ("/", "/applications/{draft}/edit?step=check"),
    "principal": ("/", "/inbox", "/inbox?box=done", "/cases/{admitted}", "/proxies"),
    "county_clerk": (
        "/", "/inbox", "/inbox/{task}", "/inbox?q=没有这个人", "/inbox?box=mine", "/inbox?box=done", "/cases/{returned}",
        "/cases/{admitted}", "/cases/{admitted}/sheet", "/studios", "/studios/{studio}", "/rounds", "/rounds/{round}",
        "/proxies?q=李县办", "/notices", "/search?q=学员",
    ),
    "municipal_clerk": ("/", "/inbox", "/rounds", "/rounds/{round}", "/rounds/{round}?county=330324"),
    "host": ("/", "/studios/{studio}"),
}  # fmt: skip
IN_ENGLISH = {
    "teacher": ("/", "/applications/{returned}", "/applications/{returned}/edit?step=about"),
    "county_clerk": ("/", "/inbox/{task}", "/cases/{admitted}"),
    "municipal_clerk": ("/rounds",),
}


def each(pages: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Who, and where."""
    return [(who, address) for who, addresses in pages.items() for address in addresses]


@pytest.fixture(scope="module")
async def scene(world: World) -> Scene:
    """A county in the middle of recruiting."""
    return await scenes.set_up(world)


def name(who: str, pattern: str) -> str:
    """What the picture is called."""
    return f"{who}-{re.sub(r'[^a-z_]+', '-', pattern.lower()).strip('-') or 'home'}"


async def visit(page: Page, scene: Scene, pattern: str) -> None:
    """Open the page, and weigh it."""
    answer = await page.goto(scene.address(pattern))
    assert answer is not None
    assert answer.status == 200
    assert len(await answer.body()) <= HTML_LIMIT


async def seated(scene: Scene, who: str, take: Take, **options: object) -> Page:
    """Somebody of the scene or of its world, at a browser."""
    return await take(getattr(scene, who, None) or getattr(scene.world, who), **options)


@pytest.mark.parametrize(("who", "pattern"), each(PAGES))
async def test_page(scene: Scene, take: Take, who: str, pattern: str) -> None:
    page = await seated(scene, who, take)
    await visit(page, scene, pattern)
    await look_at(page, name(who, pattern))


async def test_nothing_moves_when_the_scripts_come_late(scene: Scene, take: Take) -> None:
    page = await seated(scene, "county_clerk", take)

    async def late(route: Route) -> None:
        await asyncio.sleep(0.5)
        await route.continue_()

    await page.route("**/app.*.js", late)
    await page.goto(scene.address("/inbox/{task}"))
    await expect(page.locator("#rows [aria-current=true]")).to_be_visible()
    moved, parts = await page.evaluate(SHIFTED)
    assert moved < 0.001, parts


@pytest.mark.parametrize(("who", "pattern"), each(IN_ENGLISH))
async def test_page_in_english(scene: Scene, take: Take, seats: Seats, who: str, pattern: str) -> None:
    page = await seated(scene, who, take)
    await page.context.add_cookies([{"name": "songjiao_language", "value": "en", "url": seats.url}])
    await visit(page, scene, pattern)
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await look_at(page, f"en-{name(who, pattern)}")
    await page.context.clear_cookies(name="songjiao_language")


@pytest.mark.parametrize("pattern", ["/", "/inbox/{task}", "/cases/{admitted}"])
async def test_page_in_the_dark(scene: Scene, take: Take, pattern: str) -> None:
    page = await seated(scene, "county_clerk", take, color_scheme="dark")
    await visit(page, scene, pattern)
    await look_at(page, f"dark-{name('county_clerk', pattern)}")


async def test_pages_for_those_who_are_not_signed_in(scene: Scene, take: Take) -> None:
    page = await take(None)
    await visit(page, scene, "/sign-in")
    await look_at(page, "sign-in")
    await page.goto(f"/cases/{scene.admitted}")
    await expect(page.get_by_role("status")).to_contain_text("请先登录")
    await page.goto("/nowhere")
    await look_at(page, "not-found")


async def test_nothing_moves_the_frame_of_those_who_are_not_signed_in(scene: Scene, take: Take) -> None:
    """Where a page arrives bit by bit, a margin that falls through the body moved all of it once the first thing was there."""
    page = await take(None)
    for address in ("/sign-in", "/nowhere", "/windows"):
        await page.goto(address)
        assert await page.evaluate("document.body.getBoundingClientRect().top") == 0


async def test_pages_of_a_batch(scene: Scene, take: Take) -> None:
    page = await take(scene.world.county_clerk)
    await page.goto("/inbox")
    for box in (await page.locator("input[name=task]").all())[:2]:
        await box.check()
    await expect(page.locator(".batch-bar")).to_be_visible()
    assert await faults_of(page) == []
    await page.get_by_role("button", name="批量办理所选").click()
    await look_at(page, "batch-preview")
    await page.get_by_label("退回").check()
    await page.get_by_label("批量处理意见").fill("请补充教学经历。")
    await page.get_by_role("button", name="确认，开始办理").click()
    await expect(page.get_by_role("heading", name="剩余 0 件")).to_be_visible()
    await look_at(page, "batch-done")


async def test_scripts_are_small(scene: Scene, take: Take) -> None:
    page = await take(None)
    await page.goto("/sign-in")
    sources = [await script.get_attribute("src") or "" for script in await page.locator("script").all()]
    scripts = [await (await page.request.get(source)).body() for source in sources]
    assert 0 < sum(len(gzip.compress(script)) for script in scripts) <= 100_000
