"""A studio's window (Art. 8.1): only the host builds it, everybody reads it once it is published."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from chassis.ids import uuid7
from services.enrollment.domain.window.text import LONGEST_TEXT
from services.enrollment.models import Studio
from services.enrollment.queries.window import published
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code
from tests.services.enrollment.window.building import TEXT, draft, open_to_all, own, publish, save, shown, upload

LEAVING = "UPDATE memberships SET state = 'LEFT', ended_at = admitted_at WHERE id = :id"


async def window_events(programme: Programme) -> list[str]:
    window = await programme.scalar("SELECT id FROM studio_windows WHERE studio_id = :id", id=programme.studio)
    return await programme.events(window)


async def member(programme: Programme, person: UUID) -> str:
    application = await programme.approved_by_county(person)
    await programme.admit(application)
    return str(await programme.scalar("SELECT id FROM memberships WHERE application_id = :id", id=application))


async def test_the_host_writes_publishes_and_everybody_reads(programme: Programme) -> None:
    saved = (await save(programme)).json()
    assert saved["version"] == 1
    assert code(await programme.call("GET", open_to_all(programme), {}), 404) == "not_found"
    first = (await publish(programme)).json()
    assert (await publish(programme)).json() == first
    window = await programme.ok("GET", open_to_all(programme), {})
    assert window["host_name"] == "林晓岚"
    assert window["host_titles"] == ["省特级教师"]
    assert window["county_name"] == "文成县"
    assert "<h3>林晓岚工作室</h3>" in window["html"]
    assert "<strong>集体备课</strong>" in window["html"]
    assert "<td>单元整体教学</td>" in window["html"]
    assert await window_events(programme) == ["window.published"]


async def test_nobody_but_the_host_touches_it(programme: Programme) -> None:
    await save(programme)
    picture = (await upload(programme)).json()
    for office in ("municipal_office:city", f"county_office:{WENCHENG}", f"host:{programme.studio}"):
        headers = programme.office(office)
        attempts = [
            ("PUT", own(programme), {"text": "换掉", "base_version": 1}), ("POST", own(programme) + "/publish", None),
            ("POST", own(programme) + "/preview", {"text": "看看"}),
            ("DELETE", f"{own(programme)}/pictures/{picture['id']}", None),
        ]  # fmt: skip
        for method, path, body in attempts:
            assert code(await programme.call(method, path, headers, body), 403) == "not_the_host"
        assert (await programme.ok("GET", own(programme), headers))["draft"] is None
        path = f"{own(programme)}/pictures/{picture['sha256']}"
        assert code(await programme.call("GET", path, headers), 404) == "not_found"
    assert code(await upload(programme, person=programme.teacher), 403) == "not_the_host"
    assert (await draft(programme))["text"] == TEXT
    assert code(await programme.call("GET", own(programme), {}), 401) == "token_missing"


async def test_a_studio_that_is_not_there(programme: Programme) -> None:
    headers = programme.person(programme.host)
    nowhere = own(programme, uuid7())
    assert code(await programme.call("PUT", nowhere, headers, {"text": "x"}), 404) == "not_found"
    assert code(await programme.call("GET", nowhere, headers), 404) == "not_found"
    assert code(await programme.call("GET", f"/public/studios/{uuid7()}", {}), 404) == "not_found"


async def test_before_a_studio_recruits_its_window_is_written_but_not_published(programme: Programme) -> None:
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(
            text("UPDATE studios SET state = 'QUALIFIED' WHERE id = :id"), {"id": programme.studio}
        )
    assert (await save(programme)).is_success
    assert code(await publish(programme), 409) == "not_open"
    stranger = programme.person()
    assert code(await programme.call("GET", own(programme), stranger), 404) == "not_found"
    assert code(await programme.call("PUT", own(programme), stranger, {"text": "x"}), 404) == "not_found"


async def test_two_pages_at_once_lose_nothing(programme: Programme) -> None:
    await save(programme, "第一稿")
    assert (await save(programme, "第一稿")).json()["version"] == 1
    assert (await save(programme, "第二稿", base=1)).json()["version"] == 2
    refused = await save(programme, "另一页的第二稿", base=1)
    assert code(refused, 409) == "stale_page"
    assert refused.json()["stored"] == {"text": "第二稿"}
    assert code(await save(programme, "不曾有过的版本", base=7), 409) == "stale_page"
    assert (await save(programme, "另一页的第二稿", base=refused.json()["version"])).is_success


async def test_of_two_saves_in_the_same_moment_one_is_told_of_the_other(programme: Programme) -> None:
    answers = await asyncio.gather(save(programme, "这一页"), save(programme, "那一页"))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    kept = "这一页" if answers[0].is_success else "那一页"
    assert next(answer for answer in answers if not answer.is_success).json()["stored"] == {"text": kept}
    opened = await asyncio.gather(publish(programme), publish(programme))
    assert opened[0].json() == opened[1].json()
    assert await window_events(programme) == ["window.published"]


async def test_a_picture_makes_no_text_stale(programme: Programme) -> None:
    await save(programme, "第一稿")
    assert (await upload(programme)).status_code == 201
    assert (await draft(programme))["version"] == 2
    assert (await save(programme, "第二稿", base=1)).json()["version"] == 3


async def test_only_changes_of_what_is_published_are_told(programme: Programme) -> None:
    await save(programme, "第一稿")
    picture = (await upload(programme)).json()
    await publish(programme)
    await save(programme, "第二稿", base=3)
    await save(programme, "第二稿", base=4)
    for _ in range(2):
        await programme.ok("DELETE", f"{own(programme)}/pictures/{picture['id']}", programme.person(programme.host))
    assert await window_events(programme) == ["window.published", "window.changed", "window.changed"]


async def test_what_nobody_can_read_is_no_window(programme: Programme) -> None:
    assert code(await publish(programme), 422) == "window_empty"
    await save(programme, " \n　")
    assert code(await publish(programme), 422) == "window_empty"
    await save(programme, "有了", base=1)
    published_at = (await publish(programme)).json()["published_at"]
    assert code(await save(programme, "", base=3), 422) == "window_empty"
    await save(programme, "改了", base=3)
    assert (await publish(programme)).json()["published_at"] == published_at


@pytest.mark.parametrize(
    ("text", "refused_as"),
    [("长" * (LONGEST_TEXT + 1), "text_too_long"), ("a\0b", "invalid_fields"), ("a\u202eb", "invalid_fields")],
    ids=["too long", "NUL", "turned round"],
)
async def test_a_text_that_cannot_be_kept(programme: Programme, text: str, refused_as: str) -> None:
    answer = await save(programme, text)
    assert code(answer, 422) == refused_as
    assert answer.json()["errors"][0]["field"] == "text"


async def test_the_line_ends_of_forms_cost_nothing(programme: Programme) -> None:
    assert (await save(programme, "行\r\n" * (LONGEST_TEXT // 2))).is_success
    assert (await draft(programme))["text"] == "行\n" * (LONGEST_TEXT // 2)


async def test_only_those_are_named_who_agreed(programme: Programme) -> None:
    other = await programme.another_teacher("周孟秋")
    membership, _ = await member(programme, programme.teacher), await member(programme, other)
    window = await shown(programme, TEXT)
    assert (window["members"], window["named_members"]) == (2, [])
    path = f"/memberships/{membership}/consent"
    for stranger in (programme.person(programme.host), programme.city, programme.person(other)):
        assert code(await programme.call("PUT", path, stranger, {"shown": True}), 404) == "not_found"
    given = await programme.ok("PUT", path, programme.person(), {"shown": True})
    assert await programme.ok("PUT", path, programme.person(), {"shown": True}) == given
    assert (await programme.ok("GET", open_to_all(programme), {}))["named_members"] == ["林一鸣"]
    assert (await draft(programme))["consents"] == 1
    assert (await programme.ok("GET", own(programme), programme.person()))["consent"] == given
    assert (await programme.ok("GET", own(programme), programme.person(other)))["consent"]["shown"] is False
    taken_back = await programme.ok("PUT", path, programme.person(), {"shown": False})
    assert taken_back["since"] > given["since"]
    assert (await programme.ok("GET", open_to_all(programme), {}))["named_members"] == []


async def test_who_is_no_longer_a_member_is_not_named(programme: Programme) -> None:
    membership = await member(programme, programme.teacher)
    await programme.ok("PUT", f"/memberships/{membership}/consent", programme.person(), {"shown": True})
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(text(LEAVING), {"id": membership})
    window = await shown(programme, TEXT)
    assert (window["members"], window["named_members"]) == (0, [])


async def test_the_list_goes_by_county_page_by_page(apart: Programme) -> None:
    for studio in (apart.studio, apart.other_studio, apart.far_studio):
        headers = apart.person(apart.host)
        await apart.ok("PUT", own(apart, studio), headers, {"text": "一", "base_version": 0})
        if studio != apart.other_studio:
            await apart.ok("POST", own(apart, studio) + "/publish", headers)
    page = await apart.ok("GET", "/public/studios?limit=1", {})
    assert [item["studio_id"] for item in page["items"]] == [str(apart.studio)]
    assert [(county["county"], county["windows"]) for county in page["counties"]] == [(WENCHENG, 1), (TAISHUN, 1)]
    rest = await apart.ok("GET", f"/public/studios?limit=1&after={page['next']}", {})
    assert [item["studio_id"] for item in rest["items"]] == [str(apart.far_studio)]
    assert rest["next"] is None
    narrowed = await apart.ok("GET", f"/public/studios?county={TAISHUN}", {})
    assert [item["studio_id"] for item in narrowed["items"]] == [str(apart.far_studio)]
    assert code(await apart.call("GET", "/public/studios?after=x", {}), 422) == "cursor_invalid"


async def test_being_published_is_a_condition_of_other_statements(programme: Programme) -> None:
    async def holds() -> tuple[bool, bool, int]:
        async with programme.service.database.transaction() as transaction:
            run = transaction.connection
            alone = await run.scalar(select(published(programme.studio)))
            joined = await run.scalar(select(published(Studio.id)).where(Studio.id == programme.studio))
            changing = update(Studio).where(Studio.id == programme.studio, published(Studio.id))
            changed = await transaction.execute(changing.values(subject=Studio.subject))
            return bool(alone), bool(joined), changed.rowcount

    await save(programme)
    assert await holds() == (False, False, 0)
    await publish(programme)
    assert await holds() == (True, True, 1)
