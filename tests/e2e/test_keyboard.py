"""Whoever works through a list all day needs no mouse, and sees where the hand is."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.acts import open_task
from tests.e2e.conftest import Take
from tests.system.world import World

COUNTY = "330329"
TRAINEES = 4
# A row is framed as a whole.
OUTLINED = """element => {
    const style = getComputedStyle(element.closest("[data-task]") ?? element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


async def press(page: Page, *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        await page.keyboard.press(key)


async def in_hand(place: Locator) -> None:
    """The keyboard's focus is there, and a frame around it says so."""
    await expect(place).to_be_focused()
    assert await place.evaluate(OUTLINED), await place.evaluate("element => element.outerHTML")


async def tab_to(page: Page, place: Locator, key: str = "Tab") -> None:
    """Press Tab until the focus is there."""
    for _ in range(40):
        await page.keyboard.press(key)
        if await place.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{place} is not reached with {key}")


async def test_inbox_by_keys_alone(world: World, take: Take) -> None:
    applications = [await world.apply(trainee) for trainee in world.trainees[:3]]
    for application in applications:
        await world.task(application, "school")
    page = await take(world.principal)
    await page.goto("/inbox")
    rows, decide = page.locator("#rows a.open"), page.locator("#decide")
    await expect(rows).to_have_count(3)

    await press(page, "j")
    await in_hand(rows.nth(0))
    await press(page, "j", "j", "k")
    await in_hand(rows.nth(1))
    name = await rows.nth(1).inner_text()
    await press(page, "v")
    await expect(page.locator("[data-chosen]")).to_have_text("1")
    await page.evaluate("document.body.dataset.since = 'the beginning'")
    await press(page, "v", "Enter")
    await expect(page.locator("#case h1")).to_contain_text(name)
    assert await page.evaluate("document.body.dataset.since") == "the beginning"
    await expect(rows).to_have_count(3)

    await press(page, "a")
    await in_hand(decide.get_by_role("button", name="同意推荐", exact=True))
    await press(page, "Enter")
    boxes = decide.locator("input[name=attestation]")
    await expect(boxes.first).to_be_focused()
    for _ in range(4):
        await press(page, "Space", "Tab")
    await press(page, "a", "Enter")
    await expect(page.get_by_role("status").filter(has_text=f"已同意推荐{name}")).to_be_visible()

    await expect(page.locator("#case h1")).not_to_contain_text(name)
    opinion = page.get_by_label("审批意见")
    await expect(opinion).to_be_hidden()
    await press(page, "b")
    await in_hand(opinion)
    await page.keyboard.type("请补充 axbjk12 教学经历。")
    await expect(opinion).to_have_value("请补充 axbjk12 教学经历。")
    await press(page, "Control+Enter")
    await expect(page.get_by_role("status").filter(has_text="已退回")).to_be_visible()
    await decide_with_phrases(page)


async def decide_with_phrases(page: Page) -> None:
    """A digit writes a phrase and puts the hand on its button, words already there are kept, and A ticks everything."""
    bar, opinion = page.locator("#decide"), page.get_by_label("审批意见")
    await press(page, "x")
    await in_hand(opinion)
    await press(page, "Escape")
    await expect(opinion).to_be_hidden()
    await in_hand(bar.locator("summary"))
    await press(page, "2")
    await expect(opinion).to_have_value("请补充教学经历与近三年业绩。")
    await in_hand(bar.get_by_role("button", name="退回", exact=True))
    await press(page, "x")
    await in_hand(bar.get_by_role("button", name="不予推荐", exact=True))
    await expect(bar.locator("input:checked")).to_have_count(0)
    await press(page, "Shift+A")
    await expect(bar.locator("input[name=attestation]:checked")).to_have_count(4)
    await in_hand(bar.get_by_role("button", name="同意推荐", exact=True))
    await expect(bar.locator("[data-sends]")).to_contain_text("同意推荐")
    await press(page, "Control+Enter")
    await expect(page.get_by_role("status").filter(has_text="已同意推荐")).to_be_visible()


async def test_after_the_key_of_a_refusal_a_digit_chooses_a_phrase_and_else_it_is_a_digit(
    world: World, take: Take
) -> None:
    application = await world.apply(world.trainees[3])
    page = await take(world.principal)
    await open_task(page, world, application, "school")
    bar, opinion = page.locator("#decide"), page.get_by_label("审批意见")
    await bar.locator("details.fold > summary").click()
    await expect(opinion).to_be_focused()
    await page.keyboard.type("12 年教龄")
    await expect(opinion).to_have_value("12 年教龄")

    # An approval was chosen, and its words are the hand's own.
    await empty(opinion)
    await press(page, "a")
    await in_hand(bar.get_by_role("button", name="同意推荐", exact=True))
    await opinion.focus()
    await press(page, "2")
    await expect(opinion).to_have_value("2")

    phrase = "请补充教学经历与近三年业绩。"
    for key in ("b", "x"):
        await empty(opinion)
        await press(page, key)
        await in_hand(opinion)
        await press(page, "2")
        await expect(opinion).to_have_value(phrase)
        await in_hand(bar.get_by_role("button", name="退回", exact=True))
    await opinion.focus()
    await press(page, "End", "2")
    await expect(opinion).to_have_value(f"{phrase}2")


async def empty(opinion: Locator) -> None:
    """Nothing is written, and the form is folded again."""
    await opinion.fill("")
    await opinion.press("Escape")


async def test_skip_link_search_and_the_list_of_keys(world: World, take: Take) -> None:
    page = await take(world.principal)
    await page.goto("/")
    await press(page, "Tab")
    await in_hand(page.get_by_role("link", name="跳到正文"))
    await expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    await press(page, "Enter")
    await expect(page.locator("#main")).to_be_focused()

    await press(page, "?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    for words in ("Ctrl", "四项核实全部勾选", "写入常用语", "先到意见栏"):
        await expect(page.get_by_role("dialog")).to_contain_text(words)
    await press(page, "Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await press(page, "/")
    await in_hand(page.locator("#search"))
    await page.keyboard.type("云溪")
    await press(page, "Enter")
    await expect(page.locator("#main")).to_contain_text("云溪")

    menu = page.locator("details.menu")
    await tab_to(page, menu.locator("summary"))
    await press(page, "Enter")
    await expect(menu.get_by_role("link", name="委托代理")).to_be_visible()
    await press(page, "Escape")
    await expect(menu.get_by_role("link", name="委托代理")).to_be_hidden()
