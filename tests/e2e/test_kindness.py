"""What goes wrong is said beside where it went wrong, and nothing typed is lost."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from chassis import clock
from tests.e2e.acts import MOTIVATION, begin, decide, open_task, send, tell, unfold
from tests.e2e.conftest import Take
from tests.e2e.looking import look_at
from tests.e2e.papers import CERTIFICATE, DISGUISED
from tests.system.world import Person, World

COUNTY = "330326"
TRAINEES = 11
A_MOMENT = re.compile(r"\d+年\d+月\d+日（周.）\d\d:\d\d")


async def test_faults_stand_beside_their_fields(world: World, trainee: Person, take: Take) -> None:
    page = await take(trainee)
    await begin(page, world)
    await tell(page, motivation="想学习", phone="12345678901")
    await send(page)
    await expect(page.get_by_label("手机号码")).to_have_value("12345678901")
    await expect(page.get_by_label("手机号码")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#phone-error")).to_contain_text("手机号")
    await expect(page.get_by_label("申请理由")).to_have_value("想学习")
    await expect(page.locator("#motivation-error")).to_contain_text("10")

    await page.get_by_label("手机号码").fill("１９０００００００１２")
    await page.get_by_label("申请理由").fill(MOTIVATION)
    await send(page)
    await expect(page.get_by_role("status").filter(has_text="申请已提交")).to_be_visible()
    await expect(page.locator("#application")).to_contain_text("19000000012")


async def test_a_step_half_filled_is_not_left_onward_and_may_be_left_backward(
    world: World, trainee: Person, take: Take
) -> None:
    page = await take(trainee)
    await begin(page, world)
    await page.get_by_label("任教学科与岗位").fill("语文教师")
    await page.get_by_role("button", name="下一步：附件").click()
    for field in ("title", "phone", "motivation"):
        await expect(page.locator(f"#{field}-error")).to_contain_text("请填写这一项")
    await expect(page.locator("#post-error")).to_have_count(0)
    await look_at(page, "apply-about-gaps")
    await page.get_by_label("职称").fill("一级教师")
    await page.get_by_role("button", name="上一步").click()
    await page.get_by_role("button", name="下一步：填写个人情况").click()
    await expect(page.get_by_label("任教学科与岗位")).to_have_value("语文教师")
    await expect(page.get_by_label("职称")).to_have_value("一级教师")
    await expect(page.locator(".error")).to_have_count(0)


async def test_ten_thousand_characters_are_refused_and_kept(world: World, trainee: Person, take: Take) -> None:
    page = await take(trainee)
    await begin(page, world)
    await tell(page, motivation="长" * 10_000)
    await page.get_by_role("button", name="下一步：附件").click()
    await expect(page.locator("#motivation-error")).to_contain_text("最多 2000 个字，现在是 10000 个")
    assert await page.get_by_label("申请理由").input_value() == "长" * 10_000


async def test_script_in_text_is_text(world: World, trainee: Person, take: Take) -> None:
    attack = '<script>alert("课堂")</script><img src=x onerror=alert(1)>希望改进课堂教学'
    teacher = await take(trainee)
    application = await begin(teacher, world)
    await tell(teacher, motivation=attack, post='"><script>alert(2)</script>')
    await send(teacher)
    await expect(teacher.locator("#application")).to_contain_text(attack)

    clerk = await take(world.principal)
    await open_task(clerk, world, application, "school")
    await expect(clerk.locator("#case")).to_contain_text(attack)
    await expect(clerk.locator("#case h1")).to_contain_text(trainee.name)
    assert "·𠮷" in trainee.name


async def test_disguised_file_is_refused(world: World, trainee: Person, take: Take) -> None:
    page = await take(trainee)
    application = await begin(page, world)
    await page.goto(f"/applications/{application}/edit?step=files")
    await page.locator("input[type=file]").set_input_files(DISGUISED)
    await expect(page.locator("[data-upload-list] .late-text")).to_contain_text(f"{DISGUISED['name']}：")
    await page.reload()
    await expect(page.locator(".file-list").filter(has_text="还没有附件")).to_be_visible()
    await page.locator("input[type=file]").set_input_files(CERTIFICATE)
    await expect(page.get_by_role("link", name=CERTIFICATE["name"])).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
async def test_decision_on_a_withdrawn_case(world: World, trainee: Person, take: Take, scripts: bool) -> None:
    application = await world.apply(trainee)
    task = await world.task(application, "school")
    page = await take(world.principal, java_script_enabled=scripts)
    await page.goto(f"/inbox/{task['task_id']}")
    await unfold(page)
    await page.get_by_label("审批意见").fill("写了一半的意见。")
    await world.call("POST", f"/api/enrollment/applications/{application}/withdraw", trainee, json={})
    await world.until_closed(task["task_id"])
    if not scripts:
        await page.locator("#decide").get_by_role("button", name="退回", exact=True).click()
    await expect(page.locator("#standing")).to_contain_text("申请人已撤回")
    await expect(page.locator("#standing")).to_contain_text(trainee.name)
    await expect(page.locator("#standing")).to_contain_text(A_MOMENT)
    await expect(page.locator("#decide")).to_be_hidden()


async def test_second_clerk_is_told_who_was_first(world: World, trainee: Person, take: Take) -> None:
    application = await world.apply(trainee)
    await world.pass_stage(application, "school")
    task = await world.task(application, "county")
    page = await take(world.second_county_clerk, java_script_enabled=False)
    await page.goto(f"/inbox/{task['task_id']}")
    await world.decide(task)
    await decide(page, "return", "请补充教学经历。", attested=False)
    told = page.locator("#standing")
    for words in (world.county_clerk.name, "同意", A_MOMENT):
        await expect(told).to_contain_text(words)
    await expect(page.locator("#case")).to_contain_text("请补充教学经历。")


async def test_acting_for_somebody_is_never_invisible(
    world: World, trainee: Person, fresh: Iterator[Person], take: Take
) -> None:
    stand_in = next(fresh)
    clerk = await take(world.county_clerk)
    await clerk.goto(f"/proxies?q={stand_in.name}")
    await clerk.locator(f'input[name="deputy_id"][value="{stand_in.id}"]').check()
    today = clock.business().astimezone(clock.SHANGHAI)
    await clerk.locator("#valid_from").fill(f"{today - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    await clerk.locator("#valid_until").fill(f"{today + timedelta(days=3):%Y-%m-%dT%H:%M}")
    await clerk.get_by_role("button", name="委托", exact=True).click()
    await expect(clerk.get_by_role("status")).to_contain_text("委托已生效")

    application = await world.apply(trainee)
    await world.pass_stage(application, "school")
    await world.task(application, "county")
    deputy = await take(stand_in)
    await deputy.goto("/proxies")
    await deputy.get_by_role("button", name=f"代 {world.county_clerk.name} 办理").click()
    band = deputy.locator(".proxy-band")
    for address in ("/", "/studios", "/profile"):
        await deputy.goto(address)
        await expect(band).to_have_text(re.compile(f"您正在代理 {world.county_clerk.name} 办理"))
    await open_task(deputy, world, application, "county")
    await expect(band).to_be_visible()
    await decide(deputy, "approve", "材料齐全，同意。")
    await expect(deputy.get_by_role("status").filter(has_text="已同意")).to_be_visible()
    await clerk.goto(f"/cases/{application}")
    await expect(clerk.locator("ol.timeline")).to_contain_text(f"{stand_in.name} 代 {world.county_clerk.name}")
    await clerk.goto(f"/cases/{application}/sheet")
    await expect(clerk.locator(".sheet")).to_contain_text(f"{stand_in.name}（代 {world.county_clerk.name}）")


async def test_case_of_another_county_is_not_there(world: World, trainee: Person, take: Take) -> None:
    application = await world.apply(trainee)
    task = await world.task(application, "school")
    page = await take(world.foreign_clerk)
    for address in (f"/cases/{application}", f"/applications/{application}", f"/inbox/{task['task_id']}"):
        answer = await page.goto(address)
        assert answer is not None
        assert answer.status == 404
        await expect(page.locator("#main")).to_contain_text("找不到这个页面")
        assert trainee.name not in await page.content()
