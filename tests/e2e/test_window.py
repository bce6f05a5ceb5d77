"""A host builds the studio's window (Art. 8.1); whoever comes by reads it, without a session and without scripts."""

import struct
import zlib

from playwright.async_api import FilePayload, Page, expect

from tests.e2e.browser import NARROW
from tests.e2e.conftest import Take
from tests.e2e.looking import HTML_LIMIT, look_at
from tests.e2e.papers import DISGUISED
from tests.system.world import World

COUNTY = "330329"
TRAINEES = 2
TEXT = """# 我们在做什么

林晓岚“名师送教”工作室设在**云溪实验小学**，每两周到校一次，和学员一起备课、上课、评课。

- 单元整体教学的设计与实施
- 作业与命题研究
- 学员成长规划，一人一案

![](图1)

## 本学期安排

| 时间 | 地点 | 内容 |
|---|---|---|
| 3 月 | 云溪实验小学 | 同课异构与作业设计讲座 |
| 4 月 | 线上 | 命题研究 |

> 扎根课堂，成就学生。

详见[市教育局网站](https://edu.example.org)。<script>alert("不会运行")</script>
"""


def picture(name: str, shade: int) -> FilePayload:
    """A picture of 300 by 200 that a browser can show: a shade getting lighter from left to right."""
    width, height = 300, 200
    rows = b"".join(
        b"\0" + b"".join(bytes((shade, 90 + x // 3, 200 - x // 3)) for x in range(width)) for _ in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    content = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return FilePayload(name=name, mimeType="image/png", buffer=content)


async def add(page: Page, file: FilePayload, alt: str) -> None:
    """Choose a picture, say what it shows, press the button."""
    await page.get_by_label("选择图片").set_input_files(file)
    await page.get_by_label("图片上是什么").fill(alt)
    await page.get_by_role("button", name="添加图片").click()


async def test_the_host_builds_and_a_visitor_reads(world: World, take: Take) -> None:
    host = await take(world.host)
    await host.goto(f"/studios/{world.studio}")
    await host.get_by_role("link", name="建设窗口").click()
    await host.get_by_label("窗口的文字").fill(TEXT)
    await add(host, picture("现场.png", 30), "学员在云溪实验小学集体备课")
    await expect(host.get_by_text("![](图1)", exact=True)).to_be_visible()
    await add(host, picture("合影.png", 160), "工作室成员合影")
    await expect(host.get_by_text("![](图2)", exact=True)).to_be_visible()
    await add(host, DISGUISED, "一份证书")
    await expect(host.locator("#file-error")).to_contain_text("只能上传 JPEG、PNG 或 WebP")
    await expect(host.get_by_label("图片上是什么")).to_have_value("一份证书")
    await expect(host.get_by_label("窗口的文字")).to_have_value(TEXT)
    await host.get_by_role("button", name="预览").click()
    await expect(host.locator("#preview h3")).to_have_text("我们在做什么")
    await expect(host.locator("#preview img")).to_have_js_property("naturalWidth", 300)
    await look_at(host, "host-window-preview")

    visitor = await take(None)
    answer = await visitor.goto(f"/windows/{world.studio}")
    assert answer is not None
    assert answer.status == 404
    await host.get_by_role("button", name="保存并发布").click()
    await expect(host.get_by_role("status")).to_contain_text("窗口已发布")
    await look_at(host, "host-window-published")

    await visitor.goto("/windows")
    await look_at(visitor, "visitor-windows")
    await visitor.get_by_role("link", name="林晓岚“名师送教”工作室").click()
    await expect(visitor.get_by_role("heading", name="我们在做什么")).to_be_visible()
    await expect(visitor.locator(".window-text")).to_contain_text('<script>alert("不会运行")</script>')
    await expect(visitor.locator(".window-text img")).to_have_js_property("naturalWidth", 300)
    await expect(visitor.get_by_text("工作室成员合影")).to_be_visible()
    assert await visitor.locator("script").count() == 0
    assert await visitor.locator("meta[property^='og:']").count() == 0
    assert len((await visitor.content()).encode()) <= HTML_LIMIT
    await look_at(visitor, "visitor-window")
    await visitor.emulate_media(media="print")
    await expect(visitor.locator(".board-top")).to_be_hidden()


async def test_reading_without_scripts_on_a_phone_and_in_english(world: World, take: Take) -> None:
    await published(world)
    visitor = await take(None, size=NARROW, java_script_enabled=False)
    await visitor.goto("/windows")
    await visitor.get_by_role("button", name="English").click()
    await expect(visitor.get_by_role("heading", name="Studio windows")).to_be_visible()
    await visitor.get_by_role("link", name="林晓岚“名师送教”工作室").click()
    await expect(visitor.get_by_role("heading", name="我们在做什么")).to_be_visible()


async def test_two_pages_of_the_host(world: World, take: Take) -> None:
    await published(world)
    host = await take(world.host, java_script_enabled=False)
    await host.goto(f"/studios/{world.studio}/window")
    other = await host.context.new_page()
    await other.goto(f"/studios/{world.studio}/window")
    await other.get_by_label("窗口的文字").fill("另一页先存的")
    await other.get_by_role("button", name="保存").click()
    await expect(other.get_by_role("status")).to_contain_text("窗口已保存")
    await host.get_by_label("窗口的文字").fill(TEXT)
    await host.get_by_role("button", name="保存").click()
    await expect(host.get_by_role("alert")).to_contain_text("在别处")
    await expect(host.locator(".stored")).to_have_text("另一页先存的")
    await expect(host.get_by_label("窗口的文字")).to_have_value(TEXT)
    await host.get_by_role("button", name="保存").click()
    await expect(host.get_by_role("status")).to_contain_text("窗口已保存")


async def test_a_member_decides_alone_whether_to_be_named(world: World, take: Take) -> None:
    await published(world)
    member = world.trainees[0]
    application = await world.apply(member)
    await world.admit(application)
    page, visitor = await take(member), await take(None)
    await visitor.goto(f"/windows/{world.studio}")
    await expect(visitor.get_by_text(member.name)).to_be_hidden()
    await page.goto(f"/studios/{world.studio}")
    await look_at(page, "member-studio")
    await page.get_by_role("button", name="同意显示我的姓名").click()
    await expect(page.get_by_role("status")).to_contain_text("窗口上会显示您的姓名")
    await visitor.reload()
    await expect(visitor.get_by_text(member.name)).to_be_visible()
    await page.get_by_role("button", name="不再显示我的姓名").click()
    await expect(page.get_by_role("status")).to_contain_text("窗口上不再显示您的姓名")
    await visitor.reload()
    await expect(visitor.get_by_text(member.name)).to_be_hidden()


async def published(world: World) -> None:
    """A window everybody may read, whatever it says just now."""
    path = f"/api/enrollment/studios/{world.studio}/window"
    draft = (await world.call("GET", path, world.host))["draft"]
    await world.call("PUT", path, world.host, json={"text": TEXT, "base_version": draft["version"]})
    await world.call("POST", f"{path}/publish", world.host)
