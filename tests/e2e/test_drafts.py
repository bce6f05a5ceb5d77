"""What was typed and not sent: closing the tab, another device, a lost network and a lost session lose nothing of it."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.acts import decide, open_task, unfold
from tests.e2e.browser import NARROW, sign_in
from tests.e2e.conftest import Take
from tests.e2e.test_interruptions import end_session
from tests.system.world import Person, World

COUNTY = "330326"
TRAINEES = 14
OPINION = "工作认真负责，课堂扎实，同意推荐。"
LATER = "再补一句：愿意带徒弟。"
RESTORED = re.compile(r"恢复了您 \d+月\d+日 \d\d:\d\d 的草稿")


def opinion(page: Page) -> Locator:
    return page.locator("#decide").get_by_label("审批意见")


def kept(page: Page) -> Locator:
    return page.locator("#decide .draft")


async def begun(world: World, trainee: Person, page: Page) -> str:
    """A case before the principal, with an opinion begun; where it is."""
    application = await world.apply(trainee)
    await open_task(page, world, application, "school")
    await unfold(page)
    await opinion(page).fill(OPINION)
    await page.locator("#decide input[name=attestation]").first.check()
    await expect(kept(page)).to_contain_text("已保存")
    return page.url


async def test_an_opinion_begun_on_one_device_is_there_on_another_and_gone_once_given(
    world: World, trainee: Person, take: Take
) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    await desk.close()

    phone = await take(None, size=NARROW)
    await phone.goto(address)
    await sign_in(phone, world.principal)
    await expect(opinion(phone)).to_have_value(OPINION)
    await expect(phone.locator("#decide input[name=attestation]").first).to_be_checked()
    await expect(kept(phone)).to_contain_text(RESTORED)
    await decide(phone, "return", f"{OPINION}{LATER}", attested=False)
    await expect(phone.get_by_role("status").filter(has_text="已退回")).to_be_visible()

    drafts = await world.call(
        "GET", f"/api/directory/me/drafts?form=/tasks/{address.split('/')[-1]}/decision", world.principal
    )
    assert [each["fields"] for each in drafts["items"]] == [None]


async def test_a_browser_that_keeps_nothing_saves_all_the_same(world: World, trainee: Person, take: Take) -> None:
    desk = await take(world.principal)
    await desk.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
    )
    await begun(world, trainee, desk)


async def test_a_draft_leaves_the_room_to_what_is_judged(world: World, trainee: Person, take: Take) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    await desk.goto(address)
    fold = desk.locator("#decide details.fold")
    await expect(fold.locator("summary")).to_contain_text(OPINION)
    assert not await fold.evaluate("fold => fold.open")


async def test_the_last_letters_before_the_tab_is_closed_are_kept(world: World, trainee: Person, take: Take) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    await opinion(desk).fill(f"{OPINION}{LATER}")
    # Before the pause after which it is saved has passed.
    await desk.goto("/")
    second = await take(world.principal)
    await second.goto(address)
    await expect(opinion(second)).to_have_value(f"{OPINION}{LATER}")


async def test_without_a_network_it_stays_here_and_is_sent_when_there_is_one(
    world: World, trainee: Person, take: Take
) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    await desk.context.set_offline(True)
    await opinion(desk).fill(f"{OPINION}{LATER}")
    await expect(kept(desk)).to_contain_text("网络不通")
    await desk.locator('#decide button[name="verb"][value="return"]').click()
    await expect(desk.locator("[data-no-network]")).to_contain_text("还没有提交")
    assert desk.url == address
    await desk.context.set_offline(False)
    await expect(desk.locator("[data-no-network]")).to_be_hidden()
    await expect(kept(desk)).to_contain_text("已保存")
    other = await take(world.principal)
    await other.goto(address)
    await expect(opinion(other)).to_have_value(f"{OPINION}{LATER}")


async def test_a_tab_closed_without_a_network_has_its_text_in_this_browser(
    world: World, trainee: Person, take: Take
) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    context = desk.context
    await context.set_offline(True)
    await opinion(desk).fill(f"{OPINION}{LATER}")
    await expect(kept(desk)).to_contain_text("网络不通")
    await desk.close()
    await context.set_offline(False)
    again = await context.new_page()
    await again.goto(address)
    await expect(opinion(again)).to_have_value(f"{OPINION}{LATER}")
    await expect(kept(again)).to_contain_text("已保存")


async def test_a_session_that_ends_while_one_types(world: World, trainee: Person, take: Take) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    await end_session(desk, world)
    await opinion(desk).fill(f"{OPINION}{LATER}")
    await expect(kept(desk)).to_contain_text("登录已过期")
    await desk.goto(address)
    await sign_in(desk, world.principal)
    await expect(opinion(desk)).to_have_value(f"{OPINION}{LATER}")
    await expect(kept(desk)).to_contain_text("已保存")
    other = await take(None)
    await other.goto(address)
    await sign_in(other, world.principal)
    await expect(opinion(other)).to_have_value(f"{OPINION}{LATER}")


@pytest.mark.parametrize("choice", ["用这里的", "用那一份"])
async def test_two_windows_never_overwrite_one_another_unseen(
    world: World, trainee: Person, take: Take, choice: str
) -> None:
    first = await take(world.principal)
    application = await world.apply(trainee)
    await open_task(first, world, application, "school")
    second = await take(world.principal)
    await second.goto(first.url)
    for window in (first, second):
        await unfold(window)
    await opinion(first).fill("第一个窗口写的")
    await expect(kept(first)).to_contain_text("已保存")
    await opinion(second).fill("第二个窗口写的")
    await expect(kept(second)).to_contain_text("有更新的草稿")
    await kept(second).get_by_text("看那一份").click()
    await expect(kept(second).locator("pre")).to_have_text("第一个窗口写的")
    # Until one has chosen nothing is overwritten, however much is typed.
    await opinion(second).press_sequentially("，还在写")
    await second.wait_for_timeout(1500)
    third = await take(world.principal)
    await third.goto(first.url)
    await expect(opinion(third)).to_have_value("第一个窗口写的")

    await kept(second).get_by_role("button", name=choice).click()
    mine = choice == "用这里的"
    await expect(opinion(second)).to_have_value("第二个窗口写的，还在写" if mine else "第一个窗口写的")
    if mine:
        await expect(kept(second)).to_contain_text("已保存")
        await third.reload()
        await expect(opinion(third)).to_have_value("第二个窗口写的，还在写")


async def test_what_is_saved_after_the_form_was_sent_elsewhere_says_so(
    world: World, trainee: Person, take: Take
) -> None:
    first = await take(world.host)
    address = f"/studios/{world.studio}/window"
    await first.goto(address)
    second = await take(world.host)
    await second.goto(address)
    await first.get_by_label("窗口的文字").fill("# 我们的工作室")
    await expect(first.locator(".draft")).to_contain_text("已保存")
    await first.get_by_role("button", name="保存", exact=True).click()
    await expect(first.get_by_role("status").filter(has_text="窗口已保存")).to_be_visible()
    await expect(first.locator(".draft")).not_to_contain_text("草稿")
    await expect(first.get_by_label("窗口的文字")).to_have_value("# 我们的工作室")
    await second.get_by_label("窗口的文字").fill("# 另一个")
    await expect(second.locator(".draft")).to_contain_text("已在别处提交")


async def test_a_draft_is_cleared(world: World, trainee: Person, take: Take) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    await desk.reload()
    await expect(kept(desk)).to_contain_text(RESTORED)
    await unfold(desk)
    await kept(desk).get_by_role("button", name="清空").click()
    await expect(desk.get_by_role("status").filter(has_text="草稿已清空")).to_be_visible()
    assert desk.url == address
    await expect(opinion(desk)).to_have_value("")
    await expect(desk.locator("#decide input[name=attestation]").first).not_to_be_checked()


async def test_without_scripts_what_was_saved_elsewhere_is_there(world: World, trainee: Person, take: Take) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    plain = await take(world.principal, java_script_enabled=False)
    await plain.goto(address)
    await expect(opinion(plain)).to_have_value(OPINION)
    await expect(kept(plain)).to_contain_text(RESTORED)
    await decide(plain, "return", OPINION, attested=False)
    await plain.goto(address)
    await expect(plain.locator("#decide")).to_have_count(0)
    drafts = await world.call(
        "GET", f"/api/directory/me/drafts?form=/tasks/{address.split('/')[-1]}/decision", world.principal
    )
    assert [each["fields"] for each in drafts["items"]] == [None]


async def test_a_refused_form_keeps_its_draft(world: World, trainee: Person, take: Take) -> None:
    desk = await take(world.principal)
    address = await begun(world, trainee, desk)
    # Not all that must be attested is.
    await desk.evaluate(
        "document.querySelectorAll('#decide [required]').forEach((field) => { field.required = false; })"
    )
    await desk.locator("#decide").evaluate(
        "(bar) => bar.querySelectorAll('input[name=attestation]').forEach((box) => { box.checked = false; })"
    )
    await desk.locator("#decide form").evaluate("(form) => form.setAttribute('novalidate', '')")
    await desk.locator('#decide button[name="verb"][value="approve"]').click()
    await expect(desk.get_by_role("alert").first).to_be_visible()
    await expect(opinion(desk)).to_have_value(OPINION)
    other = await take(world.principal)
    await other.goto(address)
    await expect(opinion(other)).to_have_value(OPINION)


async def test_who_cannot_apply_is_told_before_the_first_step(world: World, trainee: Person, take: Take) -> None:
    application = await world.apply(trainee)
    page = await take(trainee)
    await page.goto("/")
    await expect(page.locator("#main")).to_contain_text("您现在不用做什么")
    await expect(page.locator('#main a[href^="/apply"]')).to_have_count(0)
    await page.goto(f"/apply?studio_id={world.studio}")
    await expect(page.locator("#main")).to_contain_text("现在不能申请")
    await expect(page.locator('#main form[method="post"][action="/apply"]')).to_have_count(0)
    await page.get_by_role("link", name="看在办的申请").click()
    await expect(page).to_have_url(re.compile(f"/applications/{application}"))
