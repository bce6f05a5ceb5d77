"""Lists of studios and the county board: counted, narrowed, read at a glance, on every width."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.async_api import Page, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.ids import uuid7
from chassis.settings import settings
from tests.e2e.browser import NARROW, WIDE, Seats
from tests.e2e.conftest import Take
from tests.e2e.looking import HTML_LIMIT, OVERFLOW, PICTURES, look_at
from tests.system.world import COUNTIES, World

COUNTY = "330328"
TRAINEES = 1
# How many studios each county has in the programme, and how many each school level has of twenty.
STUDIOS = {"330324": 34, "330326": 34, "330327": 36, "330328": 21, "330329": 24}
STAGES = ("学前",) * 3 + ("小学",) * 7 + ("初中",) * 5 + ("高中",) * 3 + ("职教", "特教")
SUBJECTS = ("语文", "数学", "英语", "科学", "音乐", "体育", "道德与法治")
SURNAMES = "陈林黄张李王吴周徐叶郑潘"

MEMBERS = """
    WITH people AS (
        SELECT gen_random_uuid() AS id, studios.id AS studio
        FROM studios CROSS JOIN LATERAL generate_series(1, 7 + ascii(right(subject, 1)) % 5 + (length(school_level) % 2)) AS n
        WHERE studios.subject <> '语文' OR studios.school_level <> '高中'),
    sent AS (
        INSERT INTO applications (id, applicant_id, state, state_since, version, revision)
        SELECT gen_random_uuid(), id, 'ADMITTED', now(), 1, 1 FROM people RETURNING id, applicant_id)
    INSERT INTO memberships (id, application_id, trainee_id, studio_id, cycle, school_id, state, decision_id, admitted_at)
    SELECT gen_random_uuid(), sent.id, applicant_id, people.studio, 'first', gen_random_uuid(), 'ACTIVE', gen_random_uuid(), now()
    FROM sent JOIN people ON people.id = sent.applicant_id
"""


@pytest.fixture(scope="module")
async def programme(world: World) -> World:
    """The studios of five counties, most of them with members, as admissions would have left them."""
    rows = [row(county, number) for county, count in STUDIOS.items() for number in range(count)]
    await world.call("PUT", "/api/enrollment/studios/import", world.municipal_clerk, json={"studios": rows})
    engine = create_async_engine(settings().database_of("enrollment"))
    async with engine.begin() as connection:
        await connection.execute(text(MEMBERS))
        await connection.execute(text("UPDATE studios SET state = 'ACTIVE' WHERE subject <> '英语'"))
        await connection.execute(
            text("UPDATE studios SET state = 'NOMINATED' WHERE subject = '音乐' AND school_level = '初中'")
        )
    await engine.dispose()
    return world


def row(county: str, number: int) -> dict[str, object]:
    """An invented studio."""
    host = SURNAMES[number % 12] + "晓岚知远望舒"[number % 3 * 2 : number % 3 * 2 + 2]
    return {
        "id": str(uuid7()), "name": f"温州市{host}“名师送教”工作室", "county": county, "school_level": STAGES[number % 20],
        "track": ("教师", "教师", "班主任", "校长")[number % 4], "subject": SUBJECTS[number % 7], "host_id": str(uuid7()),
        "host_name": host, "host_school_name": "温州市城南小学", "base_school_name": f"{COUNTIES[county]}云溪实验小学",
    }  # fmt: skip


async def visit(page: Page, address: str) -> None:
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 200
    assert len(await answer.body()) <= HTML_LIMIT


PAGES = {
    "municipal_clerk": ("/", "/studios", "/studios?school_level=小学&short=true", "/studios?county=330328&subject=没有", "/board",
                        "/board?county=330327"),
    "county_clerk": ("/board", "/studios?county=330328"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "address"), [(who, address) for who, addresses in PAGES.items() for address in addresses]
)
async def test_page(programme: World, take: Take, who: str, address: str) -> None:
    page = await take(getattr(programme, who))
    await visit(page, address)
    named = {"小学": "primary", "没有": "none"}
    for words, plain in named.items():
        address = address.replace(words, plain)
    await look_at(page, f"board-{who}-{re.sub(r'[^a-z0-9]+', '-', address).strip('-') or 'home'}")


async def test_board_in_english_and_in_the_dark(programme: World, take: Take, seats: Seats) -> None:
    page = await take(programme.municipal_clerk, color_scheme="dark")
    await page.context.add_cookies([{"name": "songjiao_language", "value": "en", "url": seats.url}])
    for address, name in (("/board?county=330328", "board"), ("/studios?county=330328", "studios")):
        await visit(page, address)
        await look_at(page, f"board-en-dark-{name}")
    await page.context.clear_cookies(name="songjiao_language")


async def test_chips_narrow_the_list_and_its_spreadsheet(programme: World, take: Take) -> None:
    page = await take(programme.municipal_clerk)
    await page.goto("/studios")
    for facet, words in (("按县", "文成县"), ("按学段", "小学"), ("按学员", "未达标")):
        chip = page.get_by_role("navigation", name=facet).get_by_role("link", name=words)
        count = await chip.locator(".chip-count").inner_text()
        await chip.click()
        await expect(page.locator("h1 + .lead")).to_have_text(re.compile(rf"共 {count} 个工作室"))
    await expect(page).to_have_url(re.compile(r"/studios\?county=330328&school_level=.*&short=true"))
    names = await page.locator("table.rows tbody a.cover").all_inner_texts()
    assert len(names) == int(count)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="导出 Excel").click()
    sheet = load_workbook(BytesIO((await (await download.value).path()).read_bytes())).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == names


async def test_the_board_on_paper(programme: World, take: Take) -> None:
    page = await take(programme.municipal_clerk, (760, 1075))
    await page.goto("/board?county=330327")
    await page.emulate_media(media="print")
    await expect(page.locator(".side")).to_be_hidden()
    assert await page.evaluate(OVERFLOW) <= 0
    await page.screenshot(path=PICTURES / "board-on-paper.png", full_page=True)


async def test_an_empty_list_says_why_and_which_way_out(programme: World, take: Take) -> None:
    page = await take(programme.municipal_clerk, java_script_enabled=False)
    await page.goto("/studios?county=330328&school_level=特教&q=没有这样的词")
    await expect(page.locator(".empty .title")).to_have_text("没有同时符合这些条件的工作室")
    await page.get_by_role("link", name="去掉“没有这样的词”").click()
    await expect(page.locator("table.rows tbody tr")).to_have_count(1)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_counties_lie_as_on_the_map(programme: World, take: Take, size: tuple[int, int]) -> None:
    page = await take(programme.municipal_clerk, size, java_script_enabled=False)
    await page.goto("/board")
    places = {}
    for name in COUNTIES.values():
        place = await page.get_by_role("region", name=name).bounding_box()
        assert place is not None
        places[name] = place
    yongjia, pingyang, cangnan, wencheng, taishun = (places[name] for name in COUNTIES.values())
    assert yongjia["y"] < wencheng["y"] == pingyang["y"] < taishun["y"] == cangnan["y"]
    assert wencheng["x"] < pingyang["x"]
    assert taishun["x"] < cangnan["x"]
    assert wencheng["x"] == taishun["x"]


async def test_from_the_home_page_to_the_studio_that_lacks_most(programme: World, take: Take) -> None:
    page = await take(programme.municipal_clerk, java_script_enabled=False)
    await page.goto("/")
    await page.get_by_role("link", name="打开看板").click()
    await page.get_by_role("link", name="泰顺县").click()
    await expect(page.get_by_role("heading", name="泰顺县的工作室")).to_be_visible()
    cells = page.locator(".cell")
    members = [int(number) for number in await cells.locator(".cell-number strong").all_inner_texts()]
    assert members == sorted(members)
    await expect(page.get_by_role("region", name="泰顺县", exact=True)).to_contain_text(f"{len(members)} 个工作室")
    first = cells.first.get_by_role("link")
    name = await first.inner_text()
    await first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)


async def heights(page: Page) -> set[int]:
    """How high the tiles of the map are, each height once."""
    boxes = [await tile.bounding_box() for tile in await page.locator(".map > .tile").all()]
    return {round(box["height"]) for box in boxes if box}


async def test_all_tiles_of_the_map_are_alike(programme: World, take: Take) -> None:
    page = await take(programme.municipal_clerk)
    await page.goto("/board")
    await expect(page.locator(".map > .tile")).to_have_count(1 + len(COUNTIES))
    assert len(await heights(page)) == 1
    widths = await page.locator(".map > .tile").evaluate_all("tiles => tiles.map(tile => tile.offsetWidth)")
    assert len(set(widths)) == 1
    # What all counties have together is what each has, summed up.
    whole = page.locator(".map-legend .tile-stages")
    for level in ("小学", "特教"):
        cells = await page.locator(
            f'.map .tile:not(.map-legend) tr:has(th:text-is("{level}")) td:last-child'
        ).all_inner_texts()
        total = sum(int(cell.split()[0]) for cell in cells)
        await expect(whole.get_by_role("row", name=level)).to_contain_text(f"{total} · 缺")


@pytest.mark.parametrize("scripts", [True, False])
async def test_on_a_phone_the_first_studio_is_in_sight_and_the_filters_unfold(
    programme: World, take: Take, scripts: bool
) -> None:
    page = await take(programme.municipal_clerk, NARROW, java_script_enabled=scripts)
    await page.goto("/studios")
    first = await page.locator("table.rows tbody tr").first.bounding_box()
    assert first is not None
    assert first["y"] < NARROW[1] / 2
    rows = page.get_by_role("navigation", name="按县")
    await expect(rows).to_be_hidden()
    await page.get_by_role("link", name="筛选").click()
    await expect(rows.get_by_role("link", name="泰顺县")).to_be_in_viewport()
    if scripts:
        await look_at(page, "board-studios-unfolded")
        await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    await rows.get_by_role("link", name="文成县").click()
    await expect(rows).to_be_hidden()
    await expect(page.locator("table.rows tbody tr").first).to_contain_text("文成县")
    await page.get_by_role("link", name="去掉“文成县”").click()
    await expect(page).to_have_url(re.compile("/studios$"))
    await page.get_by_role("link", name="筛选").click()
    await page.get_by_role("link", name="收起").click()
    await expect(rows).to_be_hidden()


async def test_a_county_sees_the_others_as_totals(programme: World, take: Take) -> None:
    page = await take(programme.county_clerk)
    await page.goto("/board")
    await expect(page.locator(".map a.open")).to_have_text(["文成县"])
    # Its stages stand below, with its studios: every tile is as high as the others.
    await expect(page.locator(".tile-stages")).to_have_count(0)
    await expect(page.locator(".matrix")).to_be_visible()
    assert len(await heights(page)) == 1
    await expect(page.get_by_role("heading", name="文成县的工作室")).to_be_visible()
    answer = await page.goto("/board?county=330327")
    assert answer is not None
    assert answer.status == 404


async def test_the_board_is_for_those_who_look_after_counties(programme: World, take: Take) -> None:
    page = await take(programme.trainees[0])
    await page.goto("/studios")
    await expect(page.get_by_role("link", name="县域看板")).to_have_count(0)
    answer = await page.goto("/board")
    assert answer is not None
    assert answer.status == 404
