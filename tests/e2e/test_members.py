"""Members as their people live it: a plan handed in, returned and confirmed; a transfer, a leaving, and the alert that follows."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from playwright.async_api import Page, expect

from chassis import clock
from chassis.ids import uuid7
from tests.e2e.conftest import Take
from tests.e2e.looking import look_at
from tests.e2e.papers import CERTIFICATE, DISGUISED
from tests.system.world import World

COUNTY = "330327"
TRAINEES = 10
OTHER = "苏怀瑾“名师送教”工作室"
TITLE = "小学语文单元教学三年成长规划"
ADVICE = "请补充第三年的课例研究安排。"


@pytest.fixture(scope="module")
async def other(world: World) -> UUID:
    """A full studio, and another one of the county that recruits in the same cycle."""
    few = asyncio.Semaphore(5)

    async def admitted(trainee: Any) -> None:
        async with few:
            await world.admit(await world.apply(trainee))

    await asyncio.gather(*map(admitted, world.trainees))
    studio = uuid7()
    row = {
        "id": str(studio), "name": OTHER, "county": COUNTY, "school_level": "小学", "track": "教师", "subject": "语文",
        "host_id": str(uuid7()), "host_name": "苏怀瑾", "host_school_name": "江滨实验小学", "host_titles": ["温州市名教师"],
        "base_school_id": str(world.school), "base_school_name": "云溪实验小学", "soft_cap": 20,
    }  # fmt: skip
    await world.call("PUT", "/api/enrollment/studios/import", world.municipal_clerk, json={"studios": [row]})
    now = clock.business()
    round_ = {
        "name": f"第二轮招收{studio.hex[-4:]}", "opens_at": now.isoformat(), "studio_ids": [str(studio)],
        "closes_at": now.replace(year=now.year + 1).isoformat(),
    }  # fmt: skip
    await world.call("PUT", f"/api/enrollment/rounds/{uuid7()}", world.municipal_clerk, json=round_)
    await appoint_host(world)
    return studio


async def appoint_host(world: World) -> None:
    """The host holds the office of that name."""
    office = {
        "id": str(uuid7()), "person_id": str(world.host.id), "role": "host", "scope": str(world.studio),
        "office_name": "主持人", "valid_from": "2021-10-29T00:00:00+08:00", "valid_until": None,
    }  # fmt: skip
    parts = {"counties": [], "schools": [], "people": [], "assignments": [office]}
    await world.call("PUT", f"/api/directory/imports/{uuid7()}", world.administrator, json=parts)


async def hand_in(page: Page, file: Any, title: str = TITLE) -> None:
    """Fill in the form of a plan and send it."""
    await page.goto("/my-studio")
    await page.get_by_label("规划标题").fill(title)
    await page.get_by_label("规划年限").select_option("3")
    await page.locator("#hand-in input[type=file]").set_input_files(file)
    await page.get_by_role("button", name="上传，请主持人确认").click()


async def test_a_plan_from_the_trainee_to_the_host_and_back(world: World, other: UUID, take: Take) -> None:
    trainee = await take(world.trainees[0])
    await trainee.goto("/")
    await expect(trainee.locator("main")).to_contain_text("还没有上传成长规划")
    await hand_in(trainee, DISGUISED)
    await expect(trainee.get_by_role("alert")).to_contain_text("只能上传 PDF、JPEG、PNG 或 Word 文件")
    await expect(trainee.get_by_label("规划标题")).to_have_value(TITLE)
    await hand_in(trainee, CERTIFICATE)
    await expect(trainee.get_by_role("status")).to_contain_text("等主持人确认")
    await look_at(trainee, "member-trainee")

    host = await take(world.host)
    await host.goto("/")
    await expect(host.locator("main")).to_contain_text("1 份成长规划等您确认")
    await host.goto(f"/studios/{world.studio}")
    await look_at(host, "member-roster-host")
    await host.get_by_role("link", name="看规划并确认").click()
    await host.get_by_role("button", name="退回修改").click()
    await expect(host.locator("#decide-plan")).to_contain_text("请写明需要修改的地方")
    await host.get_by_label("指导意见").fill(ADVICE)
    await host.get_by_role("button", name="退回修改").click()
    await expect(host.get_by_role("status")).to_contain_text("成长规划已退回")

    await trainee.goto("/my-studio")
    await expect(trainee.locator(".timeline").first).to_contain_text(ADVICE)
    await hand_in(trainee, CERTIFICATE, f"{TITLE}（修订）")
    await expect(trainee.get_by_role("status")).to_contain_text("等主持人确认")
    await host.reload()
    await look_at(host, "member-decide-plan")
    await host.get_by_role("button", name="确认规划").click()
    await expect(host.get_by_role("status")).to_contain_text("成长规划已确认")
    await expect(host.locator(".timeline li").first).to_contain_text("已确认")


async def test_a_transfer_an_alert_and_a_leaving(world: World, other: UUID, take: Take) -> None:
    county = await take(world.county_clerk)
    await county.goto(f"/studios/{world.studio}")
    await county.get_by_role("link", name=world.trainees[1].name).click()
    await county.get_by_role("link", name="转到其他工作室").click()
    await look_at(county, "member-transfer")
    await county.locator(f'input[name="studio_id"][value="{other}"]').check()
    await county.get_by_label("转入原因").fill("任教学科变动，转到对口工作室")
    # On the smallest phone, at the end of the page: what the line beside the button says must not move it while it is pressed.
    await county.set_viewport_size({"width": 320, "height": 400})
    await expect(county.locator("[data-saved]")).to_contain_text("已保存")
    await county.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    await county.get_by_role("button", name="确认转入").click()
    await expect(county.get_by_role("status")).to_contain_text("已转入新的工作室")
    await expect(county.locator(".timeline").last).to_contain_text("已转到其他工作室")
    await look_at(county, "member-transferred")

    leaver = await take(world.trainees[2])
    await leaver.goto("/my-studio")
    await leaver.get_by_text("我要退出").click()
    await look_at(leaver, "member-leave")
    await leaver.get_by_label("退出原因").fill("工作调动到外县")
    await leaver.get_by_role("button", name="确认退出").click()
    await expect(leaver.get_by_role("status")).to_contain_text("退出已登记")
    await expect(leaver.locator("h1 + .pill")).to_contain_text("已退出")

    for who, name in ((world.county_clerk, "county"), (world.municipal_clerk, "city")):
        page = await take(who)
        await page.goto("/")
        await expect(page.locator("main")).to_contain_text("现有 8 人，至少 10 人")
        await look_at(page, f"member-alert-{name}")


async def test_the_register_is_exported_as_it_is_shown(world: World, other: UUID, take: Take, tmp_path: Path) -> None:
    county = await take(world.county_clerk)
    await county.goto("/members")
    await look_at(county, "member-register")
    await county.get_by_role("link", name="已退出").click()
    await expect(county.locator("tbody tr")).to_have_count(2)
    async with county.expect_download() as waiting:
        await county.get_by_role("link", name="导出 Excel").click()
    download = await waiting.value
    assert download.suggested_filename == "学员名册.xlsx"
    saved = tmp_path / "register.xlsx"
    await download.save_as(saved)
    sheet = load_workbook(BytesIO(saved.read_bytes())).active
    assert sheet is not None
    header, *rows = sheet.iter_rows(values_only=True)
    exported = {(row[header.index("姓名")], row[header.index("状态")]) for row in rows}
    assert exported == {(world.trainees[1].name, "已退出"), (world.trainees[2].name, "已退出")}


async def test_the_city_completes_a_studio(world: World, other: UUID, take: Take) -> None:
    city = await take(world.municipal_clerk)
    await city.goto(f"/studios/{world.studio}")
    await city.get_by_text("周期结束，全部结业").click()
    await city.get_by_role("button", name="确认结业").click()
    await expect(city.get_by_role("status")).to_contain_text("已为 8 名学员办理结业")
    await look_at(city, "member-completed")
    await city.goto("/")
    await expect(city.locator("main")).not_to_contain_text("现有 8 人")
