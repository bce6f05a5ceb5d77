"""A studio from its nomination to its beginning, on the pages alone (Arts. 3, 4.1, 8.1)."""

import asyncio
import re
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from tests.e2e.acts import unfold
from tests.e2e.browser import NARROW
from tests.e2e.conftest import Take
from tests.e2e.looking import look_at, look_in_english
from tests.e2e.papers import CERTIFICATE, DISGUISED
from tests.system.founding import Founding
from tests.system.world import Person, World

COUNTY = "330328"
TRAINEES = 1
REASON = "山区校点分散，先行启动。"


@pytest.fixture
async def founding(world: World) -> Founding:
    """Schools and people of a studio nobody has nominated yet."""
    found = Founding(world)
    await found.load()
    return found


async def fill(page: Page, founding: Founding, subject: str = "小学数学") -> None:
    """Everything a nomination asks for but the papers."""
    await page.get_by_label("按姓名查找").fill(founding.host.name)
    await page.get_by_role("button", name="查找").click()
    await page.locator(f'input[name="host_id"][value="{founding.host.id}"]').check()
    await page.get_by_label("主持人具备的称号").select_option("provincial|省特级教师")
    await page.get_by_label("拟下沉到哪个县").select_option(COUNTY)
    await page.get_by_label("学段").select_option("小学")
    await page.get_by_label("类别").select_option("教师")
    await page.get_by_label("学科").fill(subject)


async def nominate(page: Page, founding: Founding) -> None:
    """On the page; the studio gets the id the page made."""
    await page.goto("/nominate")
    await fill(page, founding)
    await page.get_by_label("称号证书").set_input_files(CERTIFICATE)
    await page.get_by_role("button", name="下一步").click()
    await page.get_by_role("button", name="提交市名师办审核").click()
    await page.wait_for_url(re.compile(r"/studios/[0-9a-f-]+/life"))
    founding.studio = UUID(page.url.split("/")[-2])


async def judge(page: Page, founding: Founding, stage: str, by: Person, button: str, turn: int = 1) -> None:
    """Find the case in the inbox and press the button."""
    async with asyncio.timeout(30):
        while (task := await founding.world.task(founding.studio, stage, by))["turn"] != turn:
            await asyncio.sleep(0.03)
    await page.goto("/inbox")
    await page.locator(f'a.open[href*="{task["task_id"]}"]').click()
    bar = await unfold(page)
    await bar.get_by_label("审批意见").fill("已核对材料。")
    await bar.get_by_role("button", name=button, exact=True).click()
    await expect(page.get_by_role("status").first).to_be_visible()


async def life(page: Page, founding: Founding) -> None:
    """Open the studio's life."""
    await page.goto(f"/studios/{founding.studio}/life")


async def propose(page: Page, founding: Founding, school: int) -> None:
    """The county asks one of its schools."""
    await life(page, founding)
    await page.locator(f'input[name="propose_school"][value="{founding.base_schools[school]}"]').check()
    await page.get_by_role("button", name="请这所学校确认").click()
    await expect(page.get_by_role("status")).to_contain_text("已推荐")


async def propose_in_the_bar(page: Page, founding: Founding) -> None:
    """The county asks one of its schools where the case is read: what is looked for and what is refused stay there."""
    bar = await unfold(page)
    await bar.get_by_label("按校名查找").fill("珊溪")
    await bar.get_by_role("button", name="查找").click()
    await expect(bar.locator('input[name="propose_school"]')).to_have_count(1)
    await bar.locator(f'input[name="propose_school"][value="{founding.base_schools[0]}"]').check()
    await bar.get_by_label("推荐理由").fill("校" * 501)
    await bar.get_by_role("button", name="请这所学校确认").click()
    await expect(bar.locator("#propose_reason-error")).to_be_visible()
    await expect(bar.get_by_label("推荐理由")).to_have_value("校" * 501)
    await look_at(page, "personnel-inbox-propose-refused")
    await bar.get_by_label("推荐理由").fill("校舍宽裕。")
    await bar.get_by_label("推荐理由").press("Control+Enter")
    await expect(page.get_by_role("status")).to_contain_text("已推荐")


async def test_from_nomination_to_the_beginning(founding: Founding, take: Take) -> None:
    world = founding.world
    head, city, personnel = await take(founding.head), await take(world.municipal_clerk), await take(founding.personnel)
    await head.goto("/nominate")
    await look_at(head, "head-nominate")
    await head.get_by_label("称号证书").set_input_files(DISGUISED)
    await fill(head, founding, subject="小学数学与科学")
    await expect(head.locator("#file-error")).to_be_visible()
    await expect(head.get_by_role("alert")).to_be_visible()
    await nominate(head, founding)
    await expect(head.get_by_role("status")).to_contain_text("提名已提交市名师办")
    await expect(head.locator("svg.across .here .name")).to_have_text("资格审核")
    await life(head, founding)
    await look_at(head, "head-studio-nominated")

    task = await world.task(founding.studio, "qualification", world.municipal_clerk)
    await city.goto(f"/inbox/{task['task_id']}")
    await expect(city.get_by_text("省特级教师（省级，第三条（一））")).to_be_visible()
    await look_at(city, "city-inbox-nomination")
    await judge(city, founding, "qualification", world.municipal_clerk, "同意")
    task = await world.task(founding.studio, "dispatch", world.municipal_clerk)
    await city.goto(f"/inbox/{task['task_id']}")
    await look_at(city, "city-inbox-deed")
    await unfold(city)
    await look_at(city, "city-inbox-deed-open")
    await city.get_by_role("button", name="确认下沉").click()
    await expect(city.get_by_role("status")).to_contain_text("已下沉")

    task = await world.task(founding.studio, "base_proposal", founding.personnel)
    await personnel.goto(f"/inbox/{task['task_id']}")
    await propose_in_the_bar(personnel, founding)
    first, second = await take(founding.heads_of_bases[0]), await take(founding.heads_of_bases[1], size=NARROW)
    await judge(first, founding, "base_confirmation", founding.heads_of_bases[0], "不同意")
    await founding.until("BASE_DECLINED")
    await life(personnel, founding)
    await expect(personnel.get_by_text("上次没有同意")).to_be_visible()
    await look_at(personnel, "personnel-studio-propose")
    await propose(personnel, founding, 1)
    task = await world.task(founding.studio, "base_confirmation", founding.heads_of_bases[1])
    await second.goto(f"/inbox/{task['task_id']}")
    await look_at(second, "base-head-inbox")
    await judge(second, founding, "base_confirmation", founding.heads_of_bases[1], "同意设站", turn=2)

    await founding.until("RECRUITING")
    await life(city, founding)
    await look_at(city, "city-studio-recruiting")
    await founding.admit(10)
    await city.get_by_role("button", name="启动", exact=True).click()
    await expect(city.get_by_role("alert")).to_contain_text("还没有公开的窗口")
    await founding.window()
    await founding.until("ACTIVE")
    await life(city, founding)
    await expect(city.locator("svg.across .here")).to_have_count(0)
    await look_at(city, "city-studio-active")
    await run(city, founding, head)


async def run(city: Page, founding: Founding, head: Page) -> None:
    """The money comes, the studio pauses and goes on."""
    await city.get_by_label("金额（元）").fill("两万")
    await city.get_by_role("button", name="登记已申请").click()
    await expect(city.locator("#fund_amount-error")).to_contain_text("例如 20000")
    await expect(city.get_by_label("金额（元）")).to_have_value("两万")
    await city.get_by_label("金额（元）").fill("20,000")
    await city.get_by_role("button", name="登记已申请").click()
    await city.get_by_role("button", name="登记已下达").click()
    await expect(city.locator("#fund")).to_contain_text("¥20,000.00")
    await life(head, founding)
    await head.get_by_role("button", name="登记已到账").click()
    await expect(head.locator("#fund .done")).to_have_count(3)
    await life(city, founding)
    await city.get_by_text("暂停工作室").click()
    await city.locator("#suspend_reason").fill("无")
    await city.get_by_role("button", name="确认暂停").click()
    await expect(city.locator("#suspend_reason-error")).to_contain_text("至少 5 个字")
    await city.locator("#suspend_reason").fill("主持人外出学习一个月。")
    await city.get_by_role("button", name="确认暂停").click()
    await expect(city.locator(".case-title")).to_contain_text("已暂停")
    await look_at(city, "city-studio-suspended")
    await look_in_english(city, "city-studio-english")
    await city.goto(f"/studios/{founding.studio}")
    await look_at(city, "city-studio-show")


async def test_nine_are_refused_and_then_waived(founding: Founding, take: Take) -> None:
    await founding.recruiting()
    await founding.window()
    await founding.admit(9)
    city = await take(founding.world.municipal_clerk)
    await life(city, founding)
    await city.get_by_role("button", name="启动", exact=True).click()
    await expect(city.get_by_role("alert")).to_contain_text("还差 1 人")
    await look_at(city, "city-studio-refused")
    await city.get_by_label("豁免理由").fill(REASON)
    await city.get_by_role("button", name="启动", exact=True).click()
    await expect(city.get_by_role("status")).to_contain_text("工作室已启动")
    await expect(city.locator("#history")).to_contain_text(REASON)


async def test_a_nomination_without_scripts_loses_nothing(founding: Founding, take: Take) -> None:
    world = founding.world
    head = await take(founding.head, size=NARROW, java_script_enabled=False)
    await head.goto("/nominate")
    await fill(head, founding)
    await head.get_by_label("主持人具备的称号").select_option("other")
    await head.get_by_label("称号", exact=True).fill("教坛新秀")
    await head.get_by_label("级别").select_option("county")
    await head.get_by_role("button", name="下一步").click()
    await expect(head.get_by_role("alert").first).to_contain_text("请先补全")
    await expect(head.locator("#outside_reason-error")).to_contain_text("请填写")
    await expect(head.locator("#file-error")).to_contain_text("请上传称号证书")
    await expect(head.get_by_label("学科")).to_have_value("小学数学")
    await expect(head.locator(f'input[name="host_id"][value="{founding.host.id}"]')).to_be_checked()
    await head.get_by_label("称号证书").set_input_files(CERTIFICATE)
    await head.get_by_role("button", name="上传", exact=True).click()
    await expect(head.get_by_text("已上传")).to_be_visible()
    await head.get_by_label("为什么属于「等」").fill("县里的重点培养对象。")
    await head.get_by_role("button", name="下一步").click()
    await head.get_by_role("button", name="提交市名师办审核").click()
    await expect(head.locator("#title_level-error")).to_contain_text("须为省级")
    await expect(head.get_by_label("学科")).to_have_value("小学数学")
    await head.get_by_label("主持人具备的称号").select_option("municipal|温州市名教师")
    await head.get_by_role("button", name="下一步").click()
    await expect(head.get_by_text("教师资格证.pdf")).to_be_visible()
    await head.get_by_role("button", name="提交市名师办审核").click()
    await expect(head.get_by_role("status")).to_contain_text("提名已提交市名师办")
    clerk = await take(world.county_clerk)
    await clerk.goto("/nominate")
    await clerk.get_by_label("按姓名查找").fill("钱校长")
    await clerk.get_by_role("button", name="查找").click()
    await clerk.locator('input[name="host_id"]').first.check()
    await clerk.get_by_label("拟下沉到哪个县").select_option(COUNTY)
    for label, value in (("主持人具备的称号", "municipal|温州市名校长"), ("学段", "小学"), ("类别", "校长")):
        await clerk.get_by_label(label).select_option(value)
    await clerk.get_by_label("学科").fill("学校管理")
    await clerk.get_by_label("称号证书").set_input_files(CERTIFICATE)
    await clerk.get_by_role("button", name="下一步").click()
    await expect(clerk.get_by_text("主持人与下沉县相同")).to_be_visible()
    await look_at(clerk, "clerk-nominate-check")
