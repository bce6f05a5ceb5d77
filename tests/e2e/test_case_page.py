"""The material is what people came to read: on the page of a case of any kind it has the screen."""

import pytest
from playwright.async_api import FloatRect, Locator, Page, expect

from chassis import clock
from contracts.kinds import DISQUALIFICATION, KINDS, TRAINEE_APPLICATION
from services.approvals.domain.task import CLAIM_LASTS
from tests.e2e.acts import unfold
from tests.e2e.browser import NARROW
from tests.e2e.cases import SCENES, Before, application
from tests.e2e.conftest import Come, Take
from tests.e2e.looking import SHIFT_NOBODY_SEES, SHIFTED, look_at
from tests.e2e.test_live import open_and_listening
from tests.system.world import World

COUNTY = "330327"
TRAINEES = 9
OFFICE_SCREEN = (1366, 768)
# At least 320 px and half of the screen.
ROOM = {OFFICE_SCREEN: 384, NARROW: 422}
PLACES = ("pane", "page")
# What of the card is in sight and under nothing that stays where it is while one scrolls.
IN_SIGHT = """card => {
    const seen = element => { const style = getComputedStyle(element); return style.visibility !== "hidden" && style.display !== "none"; };
    const stays = element => ["fixed", "sticky"].includes(getComputedStyle(element).position);
    const over = [...document.querySelectorAll("body *")].filter(each => stays(each) && seen(each) && !each.contains(card));
    const place = card.getBoundingClientRect();
    let top = Math.max(place.top, 0), bottom = Math.min(place.bottom, innerHeight);
    for (let again = 0; again < 3; again++) for (const each of over) {
        const {left, right, top: begins, bottom: ends, height} = each.getBoundingClientRect();
        if (!height || right <= place.left || left >= place.right || ends <= top || begins >= bottom) continue;
        if (begins - top < bottom - ends) top = ends; else bottom = begins;
    }
    return bottom - top;
}"""


@pytest.fixture(scope="module")
async def scenes(world: World) -> dict[str, Before]:
    """A case of every kind, made once for all tests."""
    return {kind: await scene(world) for kind, scene in SCENES.items()}


async def box(place: Locator) -> FloatRect:
    """Where it is, and how large."""
    found = await place.bounding_box()
    assert found is not None
    return found


async def in_sight(page: Page) -> float:
    """How much of the material is in sight before anybody scrolls."""
    card = page.locator("section.card", has=page.locator("dl.wide-words")).first
    await expect(card).to_be_visible()
    assert (await box(card))["height"] > max(ROOM.values()), "there is too little to be read"
    return float(await card.evaluate(IN_SIGHT))


def test_there_is_a_scene_for_every_kind() -> None:
    assert set(SCENES) == set(KINDS)


@pytest.mark.parametrize("size", ROOM)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
async def test_the_material_has_the_screen(
    scenes: dict[str, Before], take: Take, kind: str, place: str, size: tuple[int, int]
) -> None:
    case = scenes[kind]
    page = await take(case.clerk, size=size)
    await page.goto(getattr(case, place))
    assert await in_sight(page) >= ROOM[size]


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unfolded_bar_fits_every_width(scenes: dict[str, Before], take: Take, kind: str) -> None:
    case = scenes[kind]
    page = await take(case.clerk)
    await page.goto(case.pane)
    await look_at(page, f"case-{kind}-folded")
    await page.locator("#way > summary").click()
    await page.keyboard.press("a")
    await expect(page.get_by_label("审批意见")).to_be_visible()
    await look_at(page, f"case-{kind}-unfolded")


async def test_on_a_phone_one_slim_bar_opens_the_whole_form(scenes: dict[str, Before], take: Take) -> None:
    case = scenes[TRAINEE_APPLICATION.name]
    for scripts in (True, False):
        page = await take(case.clerk, size=NARROW, java_script_enabled=scripts)
        await page.goto(case.pane)
        bar = page.locator("#decide")
        assert (await box(bar))["height"] <= 56
        await expect(bar.locator("button[name=verb]").first).to_be_hidden()
        await bar.get_by_text("填写意见").click()
        for part in (page.get_by_label("审批意见"), bar.locator("input[name=attestation]").last):
            await expect(part).to_be_in_viewport()
        for verb in await bar.locator("button[name=verb]").all():
            await expect(verb).to_be_in_viewport()


async def test_a_button_of_a_folded_bar_shows_first_what_it_does(scenes: dict[str, Before], take: Take) -> None:
    """Disqualification asks for no attestation: a slip on a folded bar would else decide at once."""
    case = scenes[DISQUALIFICATION.name]
    page = await take(case.clerk)
    await page.goto(case.pane)
    button = page.locator("#decide").get_by_role("button", name="支持取消", exact=True)
    before = await box(button)
    await button.click()
    await expect(page.locator("#does-approve")).to_be_visible()
    await expect(button).to_be_focused()
    assert await box(button) == before
    await expect(page.locator("#decide")).to_be_visible()
    await expect(page.locator("[data-told], [data-over]")).to_have_count(0)


async def test_what_was_done_is_told_and_pushes_nothing_away(world: World, take: Take) -> None:
    first, second = await application(world), await application(world)
    page = await take(world.county_clerk, size=OFFICE_SCREEN)
    await page.goto(second.pane)
    await expect(page.locator("#material")).to_be_visible()
    where = (await box(page.locator("#material")))["y"]
    await page.goto(first.pane)
    await page.keyboard.press("Shift+A")
    name = (await page.locator("#rows .is-open a.open").inner_text()).strip()
    await page.keyboard.press("Enter")
    told = page.get_by_role("status").filter(has_text=f"已同意{name}的申请，已转市名师办。")
    await expect(told).to_be_visible()
    assert (await page.evaluate(SHIFTED))[0] <= SHIFT_NOBODY_SEES
    await page.goto(second.pane)
    assert (await box(page.locator("#material")))["y"] == where


async def test_it_is_told_for_a_while_and_can_be_put_away(world: World, take: Take) -> None:
    case = await application(world)
    page = await take(world.county_clerk, size=OFFICE_SCREEN)
    for by_itself in (True, False):
        await page.goto(case.pane)
        await page.locator("#claim").click()
        told = page.locator("[data-told]")
        await expect(told).to_contain_text("放回" if not by_itself else "已领取")
        top = (await box(page.locator("#material")))["y"]
        if not by_itself:
            await told.get_by_role("button", name="关闭").click()
        await expect(told).to_have_count(0)
        assert (await box(page.locator("#material")))["y"] == top
    assert (await page.evaluate(SHIFTED))[0] <= SHIFT_NOBODY_SEES
    plain = await take(world.county_clerk, size=OFFICE_SCREEN, java_script_enabled=False)
    await plain.goto(case.pane)
    await plain.locator("#claim").click()
    await expect(plain.get_by_role("status")).to_contain_text("已领取")


async def test_what_a_colleague_takes_on_shows_who_has_it(world: World, take: Take) -> None:
    case = await application(world)
    mine, theirs = await take(world.county_clerk), await take(world.second_county_clerk)
    await open_and_listening(mine, case.pane)
    bar = await unfold(mine)
    await bar.get_by_label("审批意见").fill("写了一半的意见。")
    row = mine.locator("#rows [data-task]", has=mine.locator(f'a[href*="{case.task["task_id"]}"]'))
    has_it = f"{world.second_county_clerk.name} 已领取"
    await theirs.goto(case.pane)
    await theirs.locator("#claim").click()

    await expect(mine.locator("#standing")).to_contain_text(has_it)
    await expect(row).to_contain_text(has_it)
    await expect(bar.locator("button[name=verb]").first).to_be_hidden()
    late = await take(world.county_clerk)
    await open_and_listening(late, case.pane)
    await expect(late.locator("#standing")).to_contain_text(has_it)
    await expect(late.locator("#decide")).to_have_count(0)

    await theirs.locator("#claim").click()
    await expect(row).not_to_contain_text(has_it)
    await expect(mine.locator("#standing")).not_to_contain_text(has_it)
    await expect(bar.locator("button[name=verb]").first).to_be_visible()
    await expect(bar.get_by_label("审批意见")).to_have_value("写了一半的意见。")
    await expect(late.locator("#decide")).to_be_visible()
    for page in (mine, late):
        assert await page.evaluate("document.body.dataset.since") == "the beginning"


async def test_what_a_colleague_had_taken_on_is_free_on_open_pages_once_that_lapses(
    world: World, take: Take, come: Come
) -> None:
    case = await application(world)
    await world.call("POST", f"/api/approvals/tasks/{case.task['task_id']}/claim", world.second_county_clerk, json={})
    opened, home = await take(world.county_clerk), await take(world.county_clerk)
    row = opened.locator("#rows [data-task]", has=opened.locator(f'a[href*="{case.task["task_id"]}"]'))
    has_it = f"{world.second_county_clerk.name} 已领取"
    for page, address in ((opened, case.pane), (home, "/inbox")):
        await page.clock.install()
        await open_and_listening(page, address)
    await expect(row).to_contain_text(has_it)
    await expect(home.locator("#rows")).to_contain_text(has_it)
    await expect(opened.locator("#decide")).to_have_count(0)

    come(clock.business() + CLAIM_LASTS)
    for page in (opened, home):
        await page.clock.fast_forward(int(CLAIM_LASTS.total_seconds()) * 1000)
    await expect(row).not_to_contain_text(has_it)
    await expect(home.locator("#rows")).not_to_contain_text(has_it)
    await expect(opened.locator("#standing")).not_to_contain_text(has_it)
    await expect(opened.locator("#decide")).to_be_visible()
    for page in (opened, home):
        assert await page.evaluate("document.body.dataset.since") == "the beginning"
