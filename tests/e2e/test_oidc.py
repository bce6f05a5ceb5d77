"""Signing in through the city's provider, with a real one beside a portal and services that were told of it."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.e2e.browser import NARROW, Seats
from tests.e2e.looking import look_at
from tests.provider import IdProvider, running_provider
from tests.system import processes
from tests.system.world import World

COUNTY = "330329"
TRAINEES = 1


@pytest.fixture(scope="module")
def provider() -> Iterator[IdProvider]:
    with running_provider() as running:
        yield running


@pytest.fixture(scope="module")
async def entrance(
    site: str, provider: IdProvider, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[processes.Running]:
    """Services and portal that know the provider, on the databases and the bus of the whole system."""
    one = processes.services(tmp_path_factory.mktemp("entrance"))
    told = {
        "PUBLIC_URL": one.url,
        "OIDC_ISSUER": provider.issuer,
        "OIDC_CLIENT_ID": "songjiao",
        "OIDC_NAME": "温州教育统一身份认证",
    }
    await one.start(**told)
    yield one
    await one.stop()


class Elsewhere(Seats):
    """Seats at a browser that may visit the provider, whose pages are not ours to judge."""

    def __init__(self, browser: Browser, url: str, provider: IdProvider) -> None:
        super().__init__(browser, url)
        self._provider = provider

    async def come(self, size: tuple[int, int] = (1440, 900)) -> Page:
        """Somebody who is not signed in."""
        page = await self.take(None, size)
        # The provider's pages load their looks from the network, which tests do not have.
        await page.route(lambda address: self._is_foreign(address), _refuse)
        return page

    def _is_foreign(self, address: str) -> bool:
        return urlsplit(address).netloc not in {urlsplit(self.url).netloc, urlsplit(self._provider.issuer).netloc}

    def judge(self) -> list[str]:
        """What our own pages did wrong."""
        return [
            fault for fault in self.faults if self._provider.issuer not in fault and "cdn.jsdelivr.net" not in fault
        ]


async def _refuse(route: Route) -> None:
    await route.abort()


@pytest.fixture
async def seats(browser: Browser, entrance: processes.Running, provider: IdProvider) -> AsyncIterator[Elsewhere]:
    seated = Elsewhere(browser, entrance.url, provider)
    yield seated
    await seated.leave()
    assert seated.judge() == []


async def agree(page: Page, subject: str) -> None:
    """Sign in at the provider's own page."""
    await page.get_by_label("Subject").fill(subject)
    await page.get_by_role("button", name="Authorize", exact=True).click()


async def test_the_sign_in_page_offers_the_provider(seats: Elsewhere) -> None:
    page = await seats.come()
    await page.goto("/sign-in")
    await expect(page.get_by_role("link", name="用温州教育统一身份认证登录")).to_be_visible()
    await look_at(page, "sign-in-provider")


async def test_the_whole_way_and_out_again(seats: Elsewhere, world: World, provider: IdProvider) -> None:
    provider.register("p-1", preferred_username=world.principal.login)
    page = await seats.come()
    await page.goto("/inbox?box=done")
    await page.get_by_role("link", name="用温州教育统一身份认证登录").click()
    await agree(page, "p-1")
    await page.wait_for_url("**/inbox?box=done")
    await expect(
        page.get_by_role("button", name=world.principal.name).or_(page.get_by_text(world.principal.name)).first
    ).to_be_visible()
    back = f"{seats.url}/sign-in/external/back?code=again&state=again"
    await page.goto(back)
    await page.wait_for_url(f"{seats.url}/")
    await sign_out(page)
    await page.wait_for_url("**/sign-in")
    await page.goto("/inbox")
    await expect(page.get_by_role("heading", name="登录")).to_be_visible()


async def sign_out(page: Page) -> None:
    """As a form does it, whatever the menu looks like."""
    await page.locator("form[action='/sign-out']").first.evaluate("form => form.submit()")


async def test_somebody_unknown_is_told_clearly(seats: Elsewhere, world: World, provider: IdProvider) -> None:
    provider.register("p-2", preferred_username="stranger")
    page = await seats.come(NARROW)
    await page.goto("/sign-in/external?next=https://evil.example/")
    await agree(page, "p-2")
    await expect(page.get_by_role("alert")).to_contain_text("没有找到与此账号对应的人员，请联系管理员。")
    await look_at(page, "sign-in-unknown")
    await page.get_by_role("link", name="重新登录").click()
    await expect(page.get_by_label("账号")).to_be_visible()


async def test_nobody_is_led_elsewhere_afterwards(seats: Elsewhere, world: World, provider: IdProvider) -> None:
    provider.register("p-3", preferred_username=world.host.login)
    page = await seats.come()
    await page.goto("/sign-in/external?next=//evil.example/")
    await agree(page, "p-3")
    await page.wait_for_url(f"{seats.url}/")


async def test_an_address_from_another_browser_opens_nothing(
    seats: Elsewhere, world: World, provider: IdProvider
) -> None:
    provider.register("p-4", preferred_username=world.county_clerk.login)
    page, other = await seats.come(), await seats.come()
    await page.goto("/sign-in/external")
    brought = provider.authorize(page.url, "p-4")
    address = f"/sign-in/external/back?code={brought['code']}&state={brought['state']}"
    await other.goto("/sign-in/external")
    await other.goto(address)
    await expect(other.get_by_role("alert")).to_contain_text("请重新登录")
    await page.goto(address)
    await page.wait_for_url(f"{seats.url}/")


async def test_cancelling_at_the_provider_comes_back_kindly(seats: Elsewhere) -> None:
    page = await seats.come()
    await page.goto("/sign-in/external")
    await page.get_by_role("button", name="Deny access").click()
    await expect(page.get_by_role("alert")).to_contain_text("您取消了登录。")


async def test_what_was_typed_comes_back_after_the_provider(
    seats: Elsewhere, world: World, provider: IdProvider
) -> None:
    provider.register("p-1", preferred_username=world.principal.login)
    page = await seats.come()
    await page.goto("/sign-in/external")
    await agree(page, "p-1")
    await page.wait_for_url(f"{seats.url}/")
    await page.goto("/profile")
    token = await page.locator("input[name=_csrf]").first.get_attribute("value")
    await page.context.clear_cookies(name="songjiao_session")
    await page.evaluate(
        """token => {
            const form = document.createElement("form");
            form.method = "post"; form.action = "/proxies";
            for (const [name, value] of [["_csrf", token], ["reason", "写了很久的意见"]]) {
                const field = document.createElement("input");
                [field.type, field.name, field.value] = ["hidden", name, value];
                form.append(field);
            }
            document.body.append(form); form.submit();
        }""",
        token,
    )
    await expect(page.get_by_role("status")).to_contain_text("您填写的内容还在")
    await look_at(page, "sign-in-provider-kept")
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name="用温州教育统一身份认证登录").click()
    tab = await opening.value
    await agree(tab, "p-1")
    await tab.wait_for_url(f"{seats.url}/")
    await page.get_by_role("button", name="已登录，继续提交").click()
    await expect(page.get_by_role("heading", name="您填写的内容还在")).to_be_visible()
    await expect(page.locator("input[name=reason]")).to_have_value("写了很久的意见")
