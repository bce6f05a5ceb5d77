"""The material is what people came to read: on the page of a case of any kind it has the screen."""

import pytest
from playwright.async_api import Page, expect

from contracts.kinds import KINDS
from tests.e2e.browser import NARROW
from tests.e2e.cases import SCENES, Before
from tests.e2e.conftest import Take
from tests.system.world import World

COUNTY = "330327"
TRAINEES = 6
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


async def in_sight(page: Page) -> float:
    """How much of the material is in sight before anybody scrolls."""
    card = page.locator("section.card", has=page.locator("dl.wide-words")).first
    await expect(card).to_be_visible()
    assert (await card.bounding_box() or {})["height"] > max(ROOM.values()), "there is too little to be read"
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
