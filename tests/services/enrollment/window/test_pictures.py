"""What a window shows: its own pictures and no others, and nothing that could do harm to whoever reads it (Art. 8.1)."""

from html.parser import HTMLParser

import pytest

from chassis.formats import MOST_BYTES
from services.enrollment.domain.window.text import MOST_PICTURES
from tests.services.enrollment.programme import Programme, code
from tests.services.enrollment.window.building import JPEG, PNG, TEXT, WEBP, draft, own, publish, save, shown, upload


class Tags(HTMLParser):
    """What a browser would make of a text: its elements, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [(name, value or "") for name, value in attrs]))


async def test_pictures_are_public_only_with_their_window(programme: Programme) -> None:
    content = PNG + programme.studio.bytes
    picture = (await upload(programme, content=content)).json()
    path = f"/public/pictures/{picture['sha256']}"
    building = f"{own(programme)}/pictures/{picture['sha256']}"
    assert (await programme.call("GET", building, programme.person(programme.host))).content == content
    await save(programme, base=1)
    assert code(await programme.call("GET", path, {}), 404) == "not_found"
    await publish(programme)
    answer = await programme.call("GET", path, {})
    assert answer.content == content
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    await programme.ok("DELETE", f"{own(programme)}/pictures/{picture['id']}", programme.person(programme.host))
    assert code(await programme.call("GET", path, {}), 404) == "not_found"
    assert (await programme.call("GET", "/public/pictures/0", {})).status_code == 422


async def test_papers_of_an_application_never_become_public(programme: Programme) -> None:
    application, _ = await programme.draft()
    content = PNG + application.bytes
    paper = (await programme.upload(application, {"file": ("证书.png", content, "image/png")})).json()
    await shown(programme, TEXT)
    assert code(await programme.call("GET", f"/public/pictures/{paper['sha256']}", {}), 404) == "not_found"


@pytest.mark.parametrize(
    ("name", "content", "status", "refused_as"),
    [
        ("课堂.png", b"MZ\x90\0" + b"\0" * 64, 422, "file_type"), ("证书.pdf", b"%PDF-1.7\n" + b"\0" * 32, 422, "file_type"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 422, "file_type"),
        ("课堂.webp", PNG, 422, "file_disguised"), ("课堂.png", PNG + b"\0" * MOST_BYTES, 413, "file_too_large"),
    ],
    ids=["a program", "a paper", "a drawing with scripts", "disguised", "too large"],
)  # fmt: skip
async def test_a_wrong_picture_is_refused_in_words(
    programme: Programme, name: str, content: bytes, status: int, refused_as: str
) -> None:
    assert code(await upload(programme, name, content), status) == refused_as
    assert (await draft(programme))["pictures"] == []


@pytest.mark.parametrize("alt", ["", " 　", "长" * 201, "a\u202eb"])
async def test_a_picture_nobody_describes_is_refused(programme: Programme, alt: str) -> None:
    answer = await upload(programme, alt=alt)
    assert code(answer, 422) == "alt"
    assert answer.json()["errors"][0]["field"] == "alt"


async def test_there_is_room_for_so_many_and_numbers_are_not_given_twice(programme: Programme) -> None:
    for number in range(MOST_PICTURES):
        assert (await upload(programme, content=PNG + bytes([number]))).json()["mention"] == f"图{number + 1}"
    assert code(await upload(programme, content=JPEG, name="又一张.jpg"), 422) == "too_many_pictures"
    last = (await draft(programme))["pictures"][-1]
    await programme.ok("DELETE", f"{own(programme)}/pictures/{last['id']}", programme.person(programme.host))
    added = (await upload(programme, content=WEBP, name="又一张.webp")).json()
    assert added["mention"] == f"图{MOST_PICTURES + 1}"
    assert added["media_type"] == "image/webp"


async def test_the_same_picture_again_is_described_anew(programme: Programme) -> None:
    first = (await upload(programme)).json()
    assert (await upload(programme)).json() == first
    assert (await upload(programme, alt="改过的说明")).json() == first | {"alt": "改过的说明"}
    assert len((await draft(programme))["pictures"]) == 1


async def test_a_text_shows_pictures_of_its_own_window_only(programme: Programme) -> None:
    first = (await upload(programme)).json()
    second = (await upload(programme, content=JPEG, name="合影.jpg", alt="合影")).json()
    window = await shown(programme, "![](图1) ![外来](https://evil.example/x.png) ![没有](图9) ![站内](/api/x)")
    assert window["html"].count("<img") == 1
    assert f'<img src="../pictures/{first["sha256"]}" alt="同课异构现场">' in window["html"]
    assert "evil.example/x.png" not in window["html"]
    assert window["pictures"] == [
        {"sha256": first["sha256"], "alt": "同课异构现场", "placed": True},
        {"sha256": second["sha256"], "alt": "合影", "placed": False},
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"), ('<img src=x onerror="alert(1)">', "&lt;img"),
        ("[点我](javascript:alert(1))", "[点我](javascript:alert(1))"), ("[点我](JaVaScRiPt&colon;alert(1))", "[点我]"),
        ("[点我](data:text/html,<script>alert(1)</script>)", "[点我]"), ("[点我](//evil.example)", "[点我]"),
        ("<javascript:alert(1)>", "&lt;javascript"), ('![x" onerror="alert(1)](图1)', "&quot; onerror=&quot;"),
        ('[a](https://example.org "x\\" onmouseover=\\"alert(1)")', 'title="x&quot; onmouseover=&quot;alert(1)"'),
        ("<iframe src=https://evil.example></iframe>", "&lt;iframe"), ("a <b style=x>b</b>", "&lt;b style"),
    ],
)  # fmt: skip
async def test_nothing_in_a_text_can_run(programme: Programme, text: str, kept: str) -> None:
    await upload(programme)
    html = (await shown(programme, text))["html"]
    assert kept in html
    page = Tags()
    page.feed(html)
    assert {tag for tag, _ in page.found} <= {"p", "a", "img"}
    attributes = [pair for _, pairs in page.found for pair in pairs]
    assert {name for name, _ in attributes} <= {"href", "rel", "title", "src", "alt"}
    assert all(value.startswith("https://") for name, value in attributes if name == "href")


async def test_links_lead_out_without_recommending(programme: Programme) -> None:
    html = (await shown(programme, "[教育局](https://example.org) <a@example.org>"))["html"]
    assert '<a href="https://example.org" rel="noopener nofollow">教育局</a>' in html
    assert 'href="mailto:a@example.org"' in html


async def test_headings_skip_no_level(programme: Programme) -> None:
    html = (await shown(programme, "### 先写了三级\n\n# 再一级\n\n##### 又五级"))["html"]
    assert [html[at + 1 : at + 3] for at in range(len(html)) if html[at : at + 2] == "<h"] == ["h3", "h3", "h4"]


async def test_a_preview_is_what_everybody_will_read_and_keeps_nothing(programme: Programme) -> None:
    picture = (await upload(programme)).json()
    headers = programme.person(programme.host)
    seen = await programme.ok("POST", own(programme) + "/preview", headers, {"text": "**试试** ![](图1)"})
    assert seen["html"].startswith(f'<p><strong>试试</strong> <img src="pictures/{picture["sha256"]}"')
    assert (await draft(programme))["text"] == ""
