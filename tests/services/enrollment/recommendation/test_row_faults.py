"""Every fault a row can have is told in its row and column, and nothing of a faulty sheet is taken in."""

from datetime import date
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from chassis.ids import uuid7
from contracts.events.directory import PersonRegistered
from tests.services.enrollment.programme import Programme, code
from tests.services.enrollment.recommendation.importing import person, taken_in, work
from tests.services.enrollment.recommendation.test_recommend import recommended
from tests.services.enrollment.recommendation.workbooks import WORDS, checked, principal, row, workbook

FAR = "温州市夏知远“名师送教”工作室"
CLOSED = "温州市不招收“名师送教”工作室"


async def populated(programme: Programme) -> None:
    """People and studios among whom every mistake can be made."""
    for name in ("已推荐", "已入学", "已申请", "已报名", "重复者", *(f"教师{number:02}" for number in range(40))):
        await programme.another_teacher(name)
    for login in ("wang1", "wang2"):
        known = PersonRegistered(person_id=uuid7(), name="王芳", school_id=programme.school, login=login)
        await programme.hear(known)
    await programme.register(programme.host, "林晓岚")
    other = uuid7()
    await programme.school_of(other, "文成县实验中学")
    await programme.register(uuid7(), "外校教师", other)
    twins = [programme.studio_row(uuid7(), "同名工作室") for _ in range(2)]
    idle = programme.studio_row(uuid7(), CLOSED)
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [*twins, idle]})


async def bound(programme: Programme) -> None:
    """Some who cannot be recommended any more."""
    await recommended(programme, teacher_id=await person(programme, "已推荐"))
    member = await programme.approved_by_county(await person(programme, "已入学"))
    await programme.admit(member)
    await programme.submitted(await person(programme, "已申请"), programme.other_studio)
    await programme.submitted(await person(programme, "已报名"))


def wrong_rows() -> list[tuple[list[Any], str, str]]:
    """Rows, each with the one fault it has: the column, and the code."""
    text, today = "教师{:02}", date(2026, 11, 25)
    spare = iter(range(40))

    def other(**changes: Any) -> list[Any]:
        return row(text.format(next(spare)), **changes)

    cells: list[tuple[list[Any], str, str]] = [
        (row(None), "姓名", "missing"),
        (row(12345), "姓名", "number"),
        (row(today), "姓名", "date"),
        (row(True), "姓名", "truth"),
        (row("=A2"), "姓名", "formula"),
        (row("#N/A"), "姓名", "broken"),
        (row("林\u200f\u202e鸣"), "姓名", "unreadable"),
        (row("长" * 51), "姓名", "too_long"),
        (other(登录名="a" * 65), "登录名", "too_long"),
        (other(登录名=today), "登录名", "date"),
        (other(登录名="=1+1"), "登录名", "formula"),
        (other(登录名="nobody"), "登录名", "login_differs"),
        (other(studio=None), "工作室", "missing"),
        (other(studio=8), "工作室", "number"),
        (other(studio=today), "工作室", "date"),
        (other(studio="=B2"), "工作室", "formula"),
        (other(studio="长" * 101), "工作室", "too_long"),
        (other(studio="没有这个工作室"), "工作室", "studio_unknown"),
        (other(studio="同名工作室"), "工作室", "studio_ambiguous"),
        (other(studio=CLOSED), "工作室", "studio_not_in_round"),
        (other(studio=FAR), "工作室", "studio_elsewhere"),
        (other(推荐理由=None), "推荐理由", "missing"),
        (other(推荐理由="  　"), "推荐理由", "missing"),
        (other(推荐理由=2026), "推荐理由", "number"),
        (other(推荐理由=today), "推荐理由", "date"),
        (other(推荐理由="=NOW()"), "推荐理由", "formula"),
        (other(推荐理由="#REF!"), "推荐理由", "broken"),
        (other(推荐理由="好\u202e的"), "推荐理由", "unreadable"),
        (other(推荐理由="好" * 501), "推荐理由", "too_long"),
        (other(师德=None), "师德", "missing"),
        (other(师德="否"), "师德", "not_attested"),
        (other(进取心="√"), "进取心", "not_yes_or_no"),
        (other(进取心=1), "进取心", "number"),
        (other(作风=True), "作风", "truth"),
        (other(作风="否"), "作风", "not_attested"),
        (other(团结协作="yes"), "团结协作", "not_yes_or_no"),
        (other(团结协作="=D2"), "团结协作", "formula"),
        (row("查无此人"), "姓名", "teacher_unknown"),
        (row("外校教师"), "姓名", "teacher_elsewhere"),
        (row("王芳"), "姓名", "teacher_ambiguous"),
        (row("赵一平"), "姓名", "oneself"),
        (row("林晓岚"), "工作室", "own_studio"),
        (row("已推荐"), "姓名", "already_recommended"),
        (row("已入学"), "姓名", "already_member"),
        (row("已申请"), "姓名", "applied_elsewhere"),
        (row("已报名"), "姓名", "applied_already"),
        ([None] * len(WORDS), "", "empty_row"),
    ]
    return [*cells, (row("重复者"), "", ""), (row("重复者"), "姓名", "twice")]


async def test_every_fault_is_told_in_its_row_and_column(programme: Programme) -> None:
    await populated(programme)
    await bound(programme)
    before = await taken_in(programme)
    rows = wrong_rows()
    merged_at = len(rows) + 2

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells(start_row=merged_at, end_row=merged_at, start_column=4, end_column=5)

    content = workbook([*(cells for cells, _, _ in rows), row("教师39")], then=merge)
    job = await checked(programme, content)
    expected = {(number, column, fault) for number, (_, column, fault) in enumerate(rows, start=2) if fault}
    # What lay under the merged cells is gone.
    expected |= {(merged_at, "", "merged"), (merged_at, "师德", "missing")}
    found = [(each["row"], each["column"], each["code"]) for each in job["faults"]]
    assert set(found) == expected
    assert len(found) == len(expected), "each once"
    assert len({(column, fault) for _, column, fault in found}) >= 40
    assert len({fault for _, _, fault in found}) >= 24
    assert found == sorted(found, key=lambda each: each[0]), "in the order of the sheet"
    refused = await programme.call("POST", f"/recommendation-imports/{job['id']}/start", principal(programme))
    assert code(refused, 409) == "has_faults"
    assert await work(programme) == 0
    assert await taken_in(programme) == before, "nothing of a sheet with a fault is taken in"


async def test_faults_are_told_in_the_readers_language_with_what_to_do(programme: Programme) -> None:
    job = await checked(programme, workbook([row("查无此人", 推荐理由="好" * 501)]))
    path = f"/recommendation-imports/{job['id']}"
    shown = await programme.ok("GET", path, principal(programme) | {"Accept-Language": "en"})
    assert [each["detail"] for each in shown["faults"]] == [
        "At most 500 characters; these are 501. Shorten it.",
        "There is no teacher 查无此人. Check the name; newcomers are registered by the personnel section first.",
    ]
    assert job["faults"][0]["detail"] == "最多 500 个字，现在是 501 个。请删减。"
    assert code(await programme.call("GET", path, programme.office("municipal_office:city")), 404) == "not_found"
