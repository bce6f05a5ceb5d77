"""A trainee who stayed away twice is heard before a place is lost, and may appeal (Art. 7.2): on the pages."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from tests.e2e.acts import unfold
from tests.e2e.browser import NARROW
from tests.e2e.conftest import Take
from tests.e2e.looking import look_at, look_in_english
from tests.system import attending
from tests.system.test_due_process import case_of
from tests.system.world import Person, World

COUNTY = "330329"
TRAINEES = 2
WORDS = "那两次我在县医院陪护家人，已向主持人口头说明，附有病历。"


@pytest.fixture
async def case_id(world: World, trainee: Person) -> UUID:
    """A case about a member who stayed away twice, confirmed by the host."""
    application = await world.apply(trainee)
    await world.admit(application)
    admitted = await world.application(application)
    membership = UUID(admitted["membership"]["id"])
    for _ in range(2):
        await attending.say(membership, "TRUANT")
    case = await case_of(world, membership, "FLAGGED")
    return UUID(case["id"])


async def judge(page: Page, world: World, case_id: UUID, stage: str, by: Person, button: str) -> None:
    """Find the case in the inbox and press the button."""
    task = await world.task(case_id, stage, by)
    await page.goto("/inbox")
    await page.locator(f'a.open[href*="{task["task_id"]}"]').click()
    bar = await unfold(page)
    await bar.get_by_label("审批意见").fill("已核对考勤与陈述。")
    await bar.get_by_role("button", name=button, exact=True).click()
    await expect(page.get_by_role("status").first).to_be_visible()


async def test_heard_decided_appealed_and_overturned(world: World, trainee: Person, case_id: UUID, take: Take) -> None:
    host, member = await take(world.host), await take(trainee, size=NARROW)
    await judge(host, world, case_id, "host_confirmation", world.host, "确认旷课")
    await world.task(case_id, "statement", trainee)
    await member.goto("/")
    await expect(member.locator("#duties")).to_contain_text("学员陈述")
    await expect(member.get_by_role("link", name="开始办理")).to_be_visible()
    await expect(member.get_by_role("navigation", name="主导航").get_by_role("link", name="待办")).to_be_visible()
    await look_at(member, "trainee-home-speak")
    await member.goto("/inbox")
    await member.locator("a.open").first.click()
    await expect(member.locator("#decide summary")).to_contain_text("学员陈述")
    await look_at(member, "trainee-inbox-deed")
    await unfold(member)
    await expect(member.locator("#decide").get_by_text("还剩")).to_be_visible()
    await member.get_by_label("您的陈述").fill("有事。")
    await member.get_by_role("button", name="提交陈述").click()
    await expect(member.locator("#said-error")).to_be_visible()
    await expect(member.get_by_label("您的陈述")).to_have_value("有事。")
    await member.get_by_label("您的陈述").fill(WORDS)
    await look_at(member, "trainee-speak")
    await member.get_by_role("button", name="提交陈述").click()
    await expect(member.get_by_role("status")).to_contain_text("陈述已提交")
    await expect(member.get_by_text(WORDS)).to_be_visible()
    await look_at(member, "trainee-case")
    await decided(world, case_id, take)

    await world.task(case_id, "appeal_filing", trainee)
    await member.goto(f"/disqualifications/{case_id}/speak")
    await member.get_by_label("申诉的理由").fill(WORDS)
    await look_at(member, "trainee-appeal")
    await member.get_by_role("button", name="提交申诉").click()
    await expect(member.get_by_role("status")).to_contain_text("申诉已提交")
    other = await take(world.second_municipal_clerk)
    task = await world.task(case_id, "appeal", world.second_municipal_clerk)
    await other.goto(f"/inbox/{task['task_id']}")
    await look_at(other, "city-inbox-appeal")
    await look_in_english(other, "city-inbox-appeal-english")
    await judge(other, world, case_id, "appeal", world.second_municipal_clerk, "撤销原决定")
    await expect(member.locator("#case-head")).to_contain_text("已撤销原决定")
    await other.goto(f"/cases/{case_id}/sheet")
    await expect(other.get_by_role("heading", level=1)).to_contain_text("取消学员学习资格审批单")
    await look_at(other, "city-sheet-disqualification")


async def decided(world: World, case_id: UUID, take: Take) -> None:
    """The county gives its opinion, the city decides."""
    county, city = await take(world.county_clerk), await take(world.municipal_clerk)
    task = await world.task(case_id, "county_opinion", world.county_clerk)
    await county.goto(f"/inbox/{task['task_id']}")
    await expect(county.get_by_text(WORDS)).to_be_visible()
    await look_at(county, "county-inbox-opinion")
    await judge(county, world, case_id, "county_opinion", world.county_clerk, "不支持取消")
    await judge(city, world, case_id, "decision", world.municipal_clerk, "取消资格")
    await city.goto("/disqualifications")
    await expect(city.get_by_text("已取消学习资格").first).to_be_visible()
    await look_at(city, "city-disqualifications")


async def test_what_comes_too_late_is_told_and_stays_on_the_page(
    world: World, trainee: Person, case_id: UUID, take: Take
) -> None:
    await world.decide(await world.task(case_id, "host_confirmation", world.host), by=world.host)
    await world.task(case_id, "statement", trainee)
    member = await take(trainee, java_script_enabled=False)
    await member.goto(f"/disqualifications/{case_id}/speak")
    path = f"/api/enrollment/disqualifications/{case_id}/statement"
    await world.call("POST", path, trainee, json={"words": WORDS})
    await world.decide(await world.task(case_id, "county_opinion", world.county_clerk), by=world.county_clerk)
    await world.task(case_id, "decision", world.municipal_clerk)
    await member.get_by_label("您的陈述").fill(WORDS + "补充。")
    await member.get_by_role("button", name="提交陈述").click()
    await expect(member.get_by_role("alert")).to_contain_text("现在不能提交")
    await expect(member.get_by_label("您的陈述")).to_have_value(WORDS + "补充。")
