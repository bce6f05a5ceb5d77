"""A school recommends: one teacher by hand, many by a sheet with a mistake and then without; the teacher follows it."""

import re
from io import BytesIO

from openpyxl import load_workbook
from playwright.async_api import FilePayload, Page, expect

from tests.e2e import acts
from tests.e2e.browser import NARROW
from tests.e2e.conftest import Take
from tests.e2e.looking import look_at
from tests.system.world import Person, World

COUNTY = "330326"
TRAINEES = 6
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STUDIO = "林晓岚“名师送教”工作室"


async def filled(page: Page, world: World, people: list[Person], attested: str = "是") -> FilePayload:
    """The template as it is downloaded, with a row for each of these people."""
    await page.goto("/recommendations")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="模板").first.click()
    book = load_workbook(BytesIO((await (await downloading.value).path()).read_bytes()))
    sheet = book["学校推荐"]
    for number, person in enumerate(people, start=3):
        cells = [person.name, None, STUDIO, "教学扎实，热心教研。", attested, "是", "是", "是"]
        for place, value in enumerate(cells, start=1):
            sheet.cell(number, place, value)
    written = BytesIO()
    book.save(written)
    return {"name": "推荐表.xlsx", "mimeType": XLSX, "buffer": written.getvalue()}


async def upload(page: Page, sheet: FilePayload) -> None:
    await page.locator("#file").set_input_files(files=[sheet])
    await page.get_by_role("button", name="上传并检查").click()
    await page.wait_for_url(re.compile(r"/recommendations/imports/"))


async def test_a_sheet_with_a_fault_and_then_without(world: World, take: Take) -> None:
    page = await take(world.principal)
    people = world.trainees[2:]
    await upload(page, await filled(page, world, people, attested="√"))
    await expect(page.get_by_text("发现 4 处错误")).to_be_visible()
    await expect(page.get_by_role("row", name="3 师德")).to_contain_text("只能填“是”或“否”")
    await expect(page.get_by_role("button", name="开始导入")).to_have_count(0)
    await look_at(page, "recommendation-faults")
    await upload(page, await filled(page, world, people))
    await expect(page.get_by_text("检查无误，共 4 位教师")).to_be_visible()
    await look_at(page, "recommendation-checked")
    await page.get_by_role("button", name="开始导入").click()
    await expect(page.get_by_text("已推荐 4 位教师")).to_be_visible()
    await look_at(page, "recommendation-done")
    await page.get_by_role("link", name="查看推荐名单").click()
    await expect(page.get_by_role("row", name=people[0].name)).to_contain_text("等本人报名")
    await look_at(page, "recommendations")


async def test_without_scripts_a_sheet_is_followed_by_refreshing(world: World, take: Take) -> None:
    page = await take(world.principal, java_script_enabled=False)
    await page.goto("/recommendations")
    await page.locator("#file").set_input_files(files=[{"name": "a.xlsx", "mimeType": XLSX, "buffer": b"no sheet"}])
    await page.get_by_role("button", name="上传并检查").click()
    await expect(page.get_by_role("alert")).to_contain_text("这不是 XLSX 工作簿")


async def test_one_by_one_followed_by_the_teacher_and_seen_by_the_reviewer(world: World, take: Take) -> None:
    teacher = world.trainees[0]
    page = await take(world.principal)
    await page.goto("/recommendations")
    form = page.locator('form[action="/recommendations"]')
    await form.get_by_label("教师").select_option(value=str(teacher.id))
    await form.get_by_label("工作室").select_option(value=str(world.studio))
    await form.get_by_label("推荐理由").fill("教学扎实，热心教研，近三年承担县级公开课两次。")
    for box in await form.get_by_role("checkbox").all():
        await box.check()
    await form.get_by_role("button", name="推荐").click()
    await expect(page.get_by_role("status").first).to_contain_text("已推荐")
    await expect(page.get_by_role("row", name=teacher.name)).to_contain_text("等本人报名")

    own = await take(teacher, NARROW)
    await own.goto("/")
    await expect(own.get_by_text(f"学校已推荐您加入{STUDIO}，请自主报名")).to_be_visible()
    await look_at(own, "recommended-home")
    await own.get_by_role("link", name="申请加入这个工作室").click()
    await expect(own.locator(f'input[name="studio_id"][value="{world.studio}"]')).to_be_checked()
    await own.get_by_role("button", name="下一步").click()
    await acts.tell(own)
    await acts.send(own)
    await own.wait_for_url(re.compile(r"/applications/[0-9a-f-]+$"))

    await page.goto("/inbox")
    await page.get_by_role("link", name=teacher.name).click()
    await expect(page.locator("#recommendation")).to_contain_text("近三年承担县级公开课两次")
    await expect(page.locator("#decide")).to_be_visible()
    await look_at(page, "recommendation-case")
    await page.goto("/recommendations")
    row = page.get_by_role("row", name=teacher.name)
    await expect(row).to_contain_text("待学校推荐")
    await expect(row.get_by_text("撤回推荐")).to_have_count(0)


async def test_taken_back(world: World, take: Take) -> None:
    teacher = world.trainees[1]
    told = {
        "round_id": str(world.round), "studio_id": str(world.studio), "teacher_id": str(teacher.id), "reason": "好学上进。",
        "attestations": ["ethics", "drive", "style", "teamwork"],
    }  # fmt: skip
    await world.call("POST", "/api/enrollment/recommendations", world.principal, json=told)
    page = await take(world.principal)
    await page.goto("/recommendations")
    row = page.get_by_role("row", name=teacher.name)
    await row.get_by_text("撤回推荐").click()
    await row.get_by_role("button", name="确认撤回").click()
    await expect(page.get_by_role("row", name=teacher.name)).to_contain_text("已撤回")


async def test_places_of_a_round_and_who_is_short(world: World, take: Take) -> None:
    page = await take(world.municipal_clerk)
    await page.goto(f"/rounds/{world.round}")
    await expect(page.get_by_role("heading", name="1 个工作室不足 10 人")).to_be_visible()
    await page.get_by_label("平阳县的名额").fill("30")
    await page.get_by_role("button", name="保存名额").click()
    await expect(page.get_by_role("status").first).to_contain_text("名额已保存")
    await expect(page.get_by_label("平阳县的名额")).to_have_value("30")
    await look_at(page, "round-places")
    await page.get_by_role("link", name="平阳县").first.click()
    await page.get_by_label(f"{STUDIO}的名额").fill("多少")
    await page.evaluate("document.querySelectorAll('form').forEach((form) => form.noValidate = true)")
    await page.get_by_role("button", name="保存名额").click()
    await expect(page.get_by_label(f"{STUDIO}的名额")).to_have_value("多少")
    await page.get_by_label(f"{STUDIO}的名额").fill("12")
    await page.get_by_role("button", name="保存名额").click()
    await expect(page.get_by_label(f"{STUDIO}的名额")).to_have_value("12")
    await look_at(page, "round-places-county")
    await page.goto(f"/rounds/{world.round}")
    await expect(page.get_by_label("平阳县的名额")).to_have_value("30")
    before = await world.call("GET", f"/api/enrollment/rounds/{world.round}", world.municipal_clerk)
    await page.get_by_role("button", name="延长 7 天继续招收").click()
    await expect(page.get_by_role("status").first).to_contain_text("截止时间已延长")
    after = await world.call("GET", f"/api/enrollment/rounds/{world.round}", world.municipal_clerk)
    assert after["closes_at"] > before["closes_at"]


async def test_the_cap_of_a_studio(world: World, take: Take) -> None:
    page = await take(world.municipal_clerk)
    await page.goto(f"/studios/{world.studio}")
    await page.get_by_text("调整人数上限").click()
    await page.get_by_label("最多多少名学员").fill("25")
    await page.get_by_label("原因").fill("两校合办，场地充足")
    await look_at(page, "studio-cap")
    await page.get_by_role("button", name="保存上限").click()
    await expect(page.get_by_role("status").first).to_contain_text("已改为 25 人")
    await expect(page.get_by_text("上限 25 人")).to_be_visible()
