"""Rosters and the register as spreadsheets: what the page shows, no more, and nothing that a spreadsheet would run."""

from datetime import datetime
from io import BytesIO
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook

from chassis import clock
from services.enrollment.api.member.export import OF_MEMBER, OF_STUDIO
from tests.services.enrollment.member.membership import COUNTY, admitted, decide_plan, filled, hand_in, leave, trainee
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code

HEADERS = [header for header, _ in OF_MEMBER]
FORMULAS = ['=HYPERLINK("http://example.org","请点击")', "+1+1", "-2+3", "@SUM(A1)"]


def sheet(answer: httpx2.Response) -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"
    return load_workbook(BytesIO(answer.content)).active


def rows(answer: httpx2.Response) -> list[dict[str, Any]]:
    header, *found = list(sheet(answer).iter_rows(values_only=True))
    return [dict(zip(header, row, strict=True)) for row in found]


async def roster(programme: Programme, headers: Any) -> httpx2.Response:
    return await programme.call("GET", f"/studios/{programme.studio}/roster.xlsx", headers)


async def test_the_roster_as_a_sheet(programme: Programme) -> None:
    membership = await admitted(programme)
    await decide_plan(programme, membership, (await hand_in(programme, membership)).json())
    found = sheet(await roster(programme, programme.person(programme.host)))
    assert found.title == "学员名册"
    assert found.freeze_panes == "A2"
    assert [cell.value for cell in found[1]] == HEADERS
    today = clock.business().astimezone(clock.SHANGHAI)
    (row,) = rows(await roster(programme, programme.person(programme.host)))
    case_no = await programme.scalar("SELECT case_no FROM applications WHERE applicant_id = :id", id=programme.teacher)
    midnight = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - cells know no time zone
    assert row == {
        "姓名": "林一鸣", "学校": "文成县云溪实验小学", "手机号码": "19000001446", "申请编号": case_no, "状态": "在册",
        "录取日期": midnight, "结束日期": None, "成长规划": "三年成长规划", "规划年限（年）": 3, "规划状态": "已确认",
        "规划上传日期": midnight,
    }  # fmt: skip
    assert {cell.number_format for cell in found[2]} == {"@", "yyyy-mm-dd", "General"}


async def test_phone_numbers_are_masked_where_the_page_masks_them(programme: Programme) -> None:
    first, _ = await filled(programme, 2)
    fellow = programme.person(await trainee(programme, first))
    for headers in (fellow, programme.office("municipal_hr_division:city"), programme.office(COUNTY)):
        shown = await programme.ok("GET", f"/studios/{programme.studio}/roster", headers)
        exported = rows(await roster(programme, headers))
        assert [row["手机号码"] for row in exported] == [row["phone"] for row in shown["items"]]
        assert [row["姓名"] for row in exported] == [row["name"] for row in shown["items"]]
    assert [row["手机号码"] for row in rows(await roster(programme, fellow))] == ["19000001446", "190******46"]


@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_cell_is_a_formula(programme: Programme, formula: str) -> None:
    membership = await admitted(programme, await programme.another_teacher(formula))
    person = await trainee(programme, membership)
    await hand_in(programme, membership, person, title=formula)
    for path in (f"/studios/{programme.studio}/roster.xlsx", f"/members.xlsx?studio_id={programme.studio}"):
        found = sheet(await programme.call("GET", path, programme.city))
        dangerous = [cell for row in found.iter_rows() for cell in row if cell.value == formula]
        assert len(dangerous) == 2
        assert {(cell.data_type, cell.quotePrefix) for cell in dangerous} == {("s", True)}


async def test_a_stranger_gets_an_empty_sheet(programme: Programme) -> None:
    await admitted(programme)
    assert rows(await roster(programme, programme.office(f"county_office:{TAISHUN}"))) == []
    assert rows(await programme.call("GET", "/members.xlsx", programme.person())) == []
    assert code(await programme.call("GET", "/studios/nowhere/roster.xlsx", programme.city), 422)


async def listed(programme: Programme, query: str, headers: Any) -> list[tuple[str, str]]:
    """Names and states of all pages, one member a page; the same as in the sheet."""
    found: list[tuple[str, str]] = []
    after = ""
    while True:
        page = await programme.ok("GET", f"/members?limit=1{query}{after}", headers)
        found += [(row["name"], row["state"]) for row in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert page["count"] == len(found)
    words = {"在册": "ACTIVE", "已退出": "LEFT"}
    exported = rows(await programme.call("GET", f"/members.xlsx?{query.removeprefix('&')}", headers))
    assert [(row["姓名"], words[row["状态"]]) for row in exported] == found
    return found


async def test_the_register_is_narrowed_in_the_sheet_as_in_the_list(apart: Programme) -> None:
    first, _, third = await filled(apart, 3)
    other = await admitted(apart, studio=apart.other_studio)
    await leave(apart, third, apart.city)
    await hand_in(apart, first, await trainee(apart, first))
    everybody = [("教师0", "ACTIVE"), ("教师1", "ACTIVE"), ("教师2", "LEFT")]
    in_county = apart.office(COUNTY)
    assert sorted(await listed(apart, "", in_county)) == sorted([*everybody, ("林一鸣", "ACTIVE")])
    assert await listed(apart, f"&studio_id={apart.studio}", apart.city) == everybody
    assert await listed(apart, "&state=LEFT", apart.city) == everybody[2:]
    assert await listed(apart, "&plan=SUBMITTED", apart.city) == everybody[:1]
    assert await listed(apart, f"&plan=NONE&studio_id={apart.studio}", apart.city) == everybody[1:]
    assert await listed(apart, "&q=林一", apart.city) == [("林一鸣", "ACTIVE")]
    assert await listed(apart, f"&county={WENCHENG}&q=陈望舒", apart.city) == [("林一鸣", "ACTIVE")]
    assert await listed(apart, "", apart.office(f"county_office:{TAISHUN}")) == []
    assert len(await listed(apart, "", apart.office(f"trainee_school:{apart.school}"))) == 4
    assert len(await listed(apart, "", apart.person(apart.host))) == 4
    assert await listed(apart, "", apart.person()) == []
    found = sheet(await apart.call("GET", "/members.xlsx", apart.city))
    assert [cell.value for cell in found[1]] == [header for header, _ in OF_STUDIO] + HEADERS
    assert await own(apart, other) == [str(other)]


async def own(programme: Programme, membership: Any) -> list[Any]:
    items = (await programme.ok("GET", "/members/mine", programme.person(await trainee(programme, membership))))[
        "items"
    ]
    return [row["membership_id"] for row in items]
