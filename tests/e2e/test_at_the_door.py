"""What a real browser sends and keeps at the door: other sites, guesses, and who sits down at it next."""

from urllib.parse import urlsplit

from playwright.async_api import Page, Route, expect

from tests.e2e.browser import Seats, sign_in
from tests.e2e.conftest import Take
from tests.e2e.looking import look_at
from tests.system.world import PASSWORD, Person, World

COUNTY = "330324"
TRAINEES = 1
LURE = """<form method="post" action="{url}/language"><input name="to" value="en"></form><script>document.forms[0].submit()</script>"""


async def given(page: Page, login: str, password: str) -> None:
    """Fill in the form that is there and send it."""
    await page.get_by_label("账号").fill(login)
    await page.get_by_label("密码").fill(password)
    await page.get_by_role("button", name="登录", exact=True).click()


async def test_another_sites_page_sends_nothing(world: World, take: Take, seats: Seats) -> None:
    page = await take(world.trainees[0])
    port = urlsplit(seats.url).port

    async def lure(route: Route) -> None:
        await route.fulfill(content_type="text/html", body=LURE.format(url=seats.url))

    # Of another name, and so another site; the browser says so itself, or the page would be that of a form without a token.
    await page.route(f"http://localhost:{port}/lure", lure)
    async with page.expect_response("**/language") as answered:
        await page.goto(f"http://localhost:{port}/lure")
    assert (await answered.value).status == 403
    await expect(page.get_by_role("heading", name="这不是本站发来的")).to_be_visible()
    await look_at(page, "other-site")
    seats.faults.clear()  # The lure was of another host.


async def test_guesses_are_told_how_long_to_wait_and_keep_no_known_browser_out(world: World, take: Take) -> None:
    teacher: Person = world.trainees[0]
    stranger, own = await take(None), await take(None)
    await own.goto("/sign-in")
    await sign_in(own, teacher)
    await expect(own.get_by_role("button", name="English")).to_be_visible()
    kept = {cookie["name"]: cookie for cookie in await own.context.cookies()}
    assert kept["songjiao_device"]["httpOnly"]
    await own.context.clear_cookies(name="songjiao_session")

    await stranger.goto("/sign-in")
    for left in (4, 3, 2, 1):
        await given(stranger, teacher.login, "wrong")
        await expect(stranger.get_by_text(f"登录名或密码不对，还可以再试 {left} 次。")).to_be_visible()
    await given(stranger, teacher.login, "wrong")
    await expect(stranger.get_by_text("登录名或密码不对，请在 30 秒后再试。")).to_be_visible()
    await given(stranger, teacher.login, PASSWORD)
    await expect(stranger.get_by_text("密码连续输错多次，请在")).to_be_visible()
    await look_at(stranger, "slowed-down")

    # The same address, and a browser that is known.
    await own.goto("/sign-in")
    await given(own, teacher.login, PASSWORD)
    await expect(own.get_by_role("button", name="English")).to_be_visible()
    assert urlsplit(own.url).path != "/sign-in"


async def test_the_stream_of_a_session_that_was_signed_out_elsewhere_ends(world: World, take: Take) -> None:
    """Two tabs of one browser: signing out in one ends what the other listens to."""
    page = await take(None)
    await page.goto("/sign-in")
    await sign_in(page, world.principal)
    async with page.expect_request("**/live?*") as listening:
        await page.goto("/inbox")
    assert await listening.value
    other = await page.context.new_page()
    await other.goto("/inbox")
    # It ends long before it would by itself, and asking again gets no content, which ends the asking.
    async with page.expect_response(lambda answer: "/live?" in answer.url and answer.status == 204, timeout=20_000):
        await other.locator("form[action='/sign-out']").first.evaluate("form => form.submit()")
