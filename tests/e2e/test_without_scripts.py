"""The chain's pages do all they must where no script runs."""

from playwright.async_api import FilePayload, Page, expect

from tests.e2e.acts import MOTIVATION, begin, decide, open_task, send, tell
from tests.e2e.conftest import Take
from tests.e2e.papers import CERTIFICATE, DISGUISED
from tests.system.world import World

COUNTY = "330327"
TRAINEES = 3


async def test_applying_and_deciding(world: World, take: Take) -> None:
    trainee = world.trainees[0]
    teacher = await take(trainee, java_script_enabled=False)
    application = await begin(teacher, world)
    await tell(teacher)
    await teacher.get_by_role("button", name="保存草稿").click()
    await expect(teacher.get_by_role("status")).to_contain_text("草稿已保存")
    await teacher.goto(f"/applications/{application}/edit?step=files")
    await add(teacher, DISGUISED)
    await expect(teacher.get_by_role("alert")).to_contain_text("只能上传 PDF")
    await add(teacher, CERTIFICATE)
    await expect(teacher.get_by_role("link", name=CERTIFICATE["name"])).to_be_visible()
    await teacher.goto(f"/applications/{application}/edit?step=about")
    await expect(teacher.get_by_label("申请理由")).to_have_value(MOTIVATION)
    await send(teacher)
    await expect(teacher.get_by_role("status")).to_contain_text("申请已提交")

    principal = await take(world.principal, java_script_enabled=False)
    await open_task(principal, world, application, "school")
    await decide(principal, "approve", "同意推荐。", attested=False)
    await expect(principal.locator("#attestation-error")).to_be_visible()
    await expect(principal.get_by_label("审批意见")).to_have_value("同意推荐。")
    await decide(principal, "approve", "同意推荐。")
    await expect(principal.get_by_role("status").filter(has_text="已同意")).to_be_visible()

    county = await take(world.county_clerk, java_script_enabled=False)
    await open_task(county, world, application, "county")
    await decide(county, "return", "", attested=False)
    await expect(county.locator("#opinion-error")).to_be_visible()
    await decide(county, "return", "请补充教学经历。", attested=False)
    await expect(county.get_by_role("status").filter(has_text="已退回")).to_be_visible()

    await world.until_state(application, "RETURNED")
    await teacher.goto(f"/applications/{application}")
    await expect(teacher.locator("#application")).to_contain_text("请补充教学经历。")
    await teacher.get_by_text("撤回申请", exact=True).click()
    await teacher.get_by_role("button", name="确认撤回").click()
    await expect(teacher.get_by_role("status").filter(has_text="申请已撤回")).to_be_visible()


async def add(page: Page, paper: FilePayload) -> None:
    """Choose a file and press the button."""
    await page.locator("input[type=file]").set_input_files(paper)
    await page.get_by_role("button", name="上传").click()


async def test_batch_without_scripts(world: World, take: Take) -> None:
    applications = [await world.apply(trainee) for trainee in world.trainees[1:]]
    tasks = [await world.task(application, "school") for application in applications]
    page = await take(world.principal, java_script_enabled=False)
    await page.goto("/inbox")
    for task in tasks:
        await page.locator(f'input[name="task"][value="{task["task_id"]}"]').check()
    await page.get_by_role("button", name="批量办理所选").click()
    await page.get_by_label("同意").check()
    for box in await page.locator('input[name="attestation"]').all():
        await box.check()
    await page.get_by_role("button", name="确认，开始办理").click()
    for application in applications:
        await world.until_state(application, "RECOMMENDED")
    await page.get_by_role("link", name="刷新进度").or_(page.get_by_role("link", name="返回待办")).click()
    await expect(page.get_by_role("heading", name="已办 2 件")).to_be_visible()
