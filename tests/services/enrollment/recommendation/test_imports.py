"""Recommendations in sheets: every fault told in its row, nothing of a faulty sheet taken in, a good one taken in once."""

import asyncio
import zipfile
from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.store.job_running import MOST_TRIES, Jobs
from chassis.store.jobs import Item, Job
from contracts.events.directory import PersonRegistered, SchoolRegistered
from services.enrollment.commands.recommendation import imports
from tests.services.enrollment.programme import CASES, TAISHUN, WENCHENG, Programme, admission, code
from tests.services.enrollment.recommendation.test_recommend import recommended
from tests.services.enrollment.recommendation.workbooks import STUDIO, WORDS, checked, principal, row, upload, workbook

FAR = "温州市夏知远“名师送教”工作室"
OTHER = "温州市陈望舒“名师送教”工作室"
CLOSED = "温州市不招收“名师送教”工作室"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED = "EncryptedPackage".encode("utf-16-le")


async def teachers(programme: Programme, how_many: int) -> list[str]:
    names = [f"教师{number:04}" for number in range(how_many)]
    for name in names:
        await programme.another_teacher(name)
    return names


async def start(programme: Programme, job: Any) -> Any:
    return await programme.ok("POST", f"/recommendation-imports/{job['id']}/start", principal(programme))


async def work(programme: Programme, most: int = 1000) -> int:
    """Let jobs run until nothing waits, or so many rows are settled; how many were."""
    jobs = Jobs(programme.service.database, {imports.KIND: imports.take_in})
    for settled in range(most):
        if not await jobs.settle_next():
            return settled
    return most


async def taken_in(programme: Programme) -> list[str]:
    sql = """SELECT coalesce(array_agg(p.name ORDER BY p.name), '{}') FROM recommendations r
             JOIN known_people p ON p.id = r.teacher_id WHERE r.round_id = :round"""
    return list(await programme.scalar(sql, round=programme.round))


# A file that cannot be opened


def without_sheet() -> bytes:
    def rename(sheet: Worksheet) -> None:
        sheet.title = "Sheet1"

    return workbook([row("林一鸣")], then=rename)


def packed(parts: dict[str, bytes], *, of: bytes | None = None) -> bytes:
    """A zip of these parts, put into a workbook where one is given."""
    written = BytesIO(of or b"")
    with zipfile.ZipFile(written, "a" if of else "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


MANY_CELLS = b"<worksheet><sheetData><row>" + b"<c/>" * 100_001 + b"</row></sheetData></worksheet>"
GOOD = workbook([row("林一鸣")])
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "file_empty"),
    "text": ("姓名,工作室\n林一鸣,某工作室".encode(), "sheet_type"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "sheet_type"),
    "another zip": (packed({"a.txt": b"a"}), "sheet_type"),
    "a document": (packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "sheet_type"),
    "an old workbook": (OLE + bytes(2048), "sheet_old"),
    "a password": (OLE + bytes(1000) + LOCKED + bytes(1000), "sheet_locked"),
    "macros": (packed({"xl/vbaProject.bin": b"macro"}, of=GOOD), "sheet_macros"),
    "a bomb": (packed({"xl/media/image.xml": bytes(31 * 1024 * 1024)}, of=GOOD), "sheet_too_large"),
    "too many cells": (packed({"xl/worksheets/sheet9.xml": MANY_CELLS}, of=GOOD), "sheet_too_large"),
    "too many parts": (packed({f"xl/{number}.txt": b"" for number in range(1001)}, of=GOOD), "sheet_too_large"),
    "entities": (packed({"xl/other.xml": b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}, of=GOOD), "sheet_damaged"),
    "cut off": (GOOD[:-200], "sheet_damaged"),
    "nonsense inside": (packed({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a"}), "sheet_damaged"),
    "another sheet": (without_sheet(), "sheet_missing"),
    "too large": (bytes(10 * 1024 * 1024 + 1), "file_too_large"),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_a_file_that_cannot_be_opened_is_refused_with_a_way_out(programme: Programme, name: str) -> None:
    content, expected = UNREADABLE[name]
    answer = await upload(programme, content)
    assert code(answer, 413 if expected == "file_too_large" else 422) == expected
    assert [each["field"] for each in answer.json()["errors"]] == ["file"]


def test_no_two_of_these_refusals_say_the_same() -> None:
    assert len({expected for _, expected in UNREADABLE.values()}) == 9


# The form of the sheet


async def faults(programme: Programme, content: bytes) -> list[tuple[int, str, str]]:
    job = await checked(programme, content)
    assert job["may_start"] is False
    return [(each["row"], each["column"], each["code"]) for each in job["faults"]]


async def test_columns_missing_twice_and_unknown(programme: Programme) -> None:
    words = ["姓名", "登录名", "工作室", "工作室", "备注", "师德", "作风", "团结协作"]
    assert set(await faults(programme, workbook([row("林一鸣")], words))) == {
        (1, "工作室", "column_twice"),
        (1, "备注", "column_unknown"),
        (1, "推荐理由", "column_missing"),
        (1, "进取心", "column_missing"),
    }


async def test_the_head_may_be_written_with_spaces_and_the_optional_columns_left_out(programme: Programme) -> None:
    words = [" 姓 名", "工作室", "推荐理由", "师　德", "进取心", "作风", "团结协作\n"]
    without_login = [cell for place, cell in enumerate(row("林一鸣")) if place != 1]
    assert (await checked(programme, workbook([without_login], words)))["may_start"]


async def test_empty_sheets_long_sheets_and_far_rows(programme: Programme) -> None:
    assert await faults(programme, workbook([])) == [(2, "", "no_rows")]
    assert await faults(programme, workbook([row("示例教师")])) == [(2, "", "no_rows")]
    long = await faults(programme, workbook([row("林一鸣")] * 2001))
    assert (2002, "", "too_many_rows") in long

    def far(sheet: Worksheet) -> None:
        sheet.cell(5000, 1, "林一鸣")

    assert await faults(programme, workbook([row("林一鸣")], then=far)) == [(4000, "", "too_many_rows")]


# Every fault of a row, in one sheet


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


async def person(programme: Programme, name: str) -> UUID:
    sql = "SELECT id FROM known_people WHERE name = :name AND school_id = :school"
    return UUID(str(await programme.scalar(sql, name=name, school=programme.school)))


async def bound(programme: Programme) -> None:
    """Some who cannot be recommended any more."""
    await recommended(programme, teacher_id=await person(programme, "已推荐"))
    member = await programme.approved_by_county(await person(programme, "已入学"))
    await programme.ask(CASES.record, admission(member))
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


async def test_spaces_widths_quotes_and_namesakes_are_understood(programme: Programme) -> None:
    for login in ("wang１", "10086"):
        known = PersonRegistered(person_id=uuid7(), name="王芳", school_id=programme.school, login=login)
        await programme.hear(known)
    rows = [
        row("　林 一鸣 ", ' 温州市林晓岚"名师送教"工作室　', 推荐理由="  第１名。\n第二行。 ", 师德=" 是 "),
        row("王芳", OTHER, 登录名="WANG1"),
        row("王芳", OTHER, 登录名=10086),
    ]
    job = await checked(programme, workbook(rows))
    assert job["faults"] == []
    await start(programme, job)
    await work(programme)
    assert await taken_in(programme) == ["林一鸣", "王芳", "王芳"]
    sql = "SELECT reason FROM recommendations WHERE teacher_id = :teacher AND round_id = :round"
    assert await programme.scalar(sql, teacher=programme.teacher, round=programme.round) == "第1名。\n第二行。"


# Several schools in one sheet

SCHOOLED = ["学校", *WORDS]


async def test_the_offices_above_name_the_school_of_each_row(programme: Programme) -> None:
    here, there, far = (uuid7() for _ in range(3))
    tag = here.hex[-6:]
    for school, name in ((here, f"甲校{tag}"), (there, f"乙校{tag}")):
        await programme.school_of(school, name)
        await programme.register(uuid7(), "李丽", school)
    await programme.hear(SchoolRegistered(school_id=far, name=f"丙校{tag}", county=TAISHUN, school_levels=("小学",)))
    twin = uuid7()
    await programme.school_of(twin, f"丁校{tag}")
    await programme.school_of(uuid7(), f"丁校{tag}")
    county = programme.office(f"county_personnel_section:{WENCHENG}")
    rows = [
        [f"甲校{tag}", *row("李丽")],
        [f"乙校{tag}", *row("李丽", OTHER)],
        [None, *row("李丽")],
        ["没有这所学校", *row("李丽")],
        [f"丙校{tag}", *row("李丽")],
        [f"丁校{tag}", *row("李丽")],
        ["=A2", *row("李丽")],
    ]
    job = await checked(programme, workbook(rows, SCHOOLED), county)
    assert [(each["row"], each["column"], each["code"]) for each in job["faults"]] == [
        (4, "学校", "school_missing"),
        (5, "学校", "school_unknown"),
        (6, "学校", "school_not_yours"),
        (7, "学校", "school_ambiguous"),
        (8, "学校", "formula"),
    ]
    good = await checked(programme, workbook(rows[:2], SCHOOLED), county)
    assert good["may_start"]
    assert (await checked(programme, workbook([row("李丽")]), county))["faults"][0]["code"] == "school_missing"


async def test_who_may_not_recommend_may_not_upload(programme: Programme) -> None:
    for headers in (programme.person(), programme.office(f"county_office:{WENCHENG}")):
        assert code(await upload(programme, GOOD, headers), 403) == "not_entitled"
        path = f"/recommendations/template.xlsx?round_id={programme.round}"
        assert code(await programme.call("GET", path, headers), 403) == "not_entitled"


# The job


async def test_a_good_sheet_is_taken_in_row_by_row(programme: Programme) -> None:
    names = await teachers(programme, 60)
    job = await checked(programme, workbook([row(name) for name in names]))
    assert (job["state"], job["total"], job["done"], job["may_start"]) == ("CHECKED", 60, 0, True)
    assert await work(programme) == 0, "nothing happens before it is started"
    for _ in range(2):
        assert (await start(programme, job))["state"] == "RUNNING"
    assert await work(programme) == 60
    shown = await programme.ok("GET", f"/recommendation-imports/{job['id']}", principal(programme))
    assert (shown["state"], shown["done"], shown["wrong"]) == ("DONE", 60, 0)
    assert await taken_in(programme) == names
    assert (await start(programme, job))["state"] == "DONE"
    assert await work(programme) == 0
    (listed, *_) = (await programme.ok("GET", "/recommendation-imports", principal(programme)))["items"]
    assert (listed["id"], listed["state"]) == (job["id"], "DONE")


async def test_killed_under_way_it_goes_on_and_doubles_nothing(programme: Programme) -> None:
    names = await teachers(programme, 40)
    job = await checked(programme, workbook([row(name) for name in names]))
    await start(programme, job)
    assert await work(programme, 10) == 10

    async def killed(transaction: Transaction, job: Job, item: Item) -> None:
        await imports.take_in(transaction, job, item)
        raise asyncio.CancelledError

    for _ in range(3):
        with pytest.raises(asyncio.CancelledError):
            await Jobs(programme.service.database, {imports.KIND: killed}).settle_next()
    shown = await programme.ok("GET", f"/recommendation-imports/{job['id']}", principal(programme))
    assert (shown["state"], shown["done"], shown["finished_at"]) == ("RUNNING", 10, None)
    assert len(await taken_in(programme)) == 10
    await asyncio.gather(*(work(programme) for _ in range(4)))
    assert await taken_in(programme) == names


async def test_a_faulty_job_keeps_nobody_waiting(apart: Programme, moving: Any) -> None:
    names = await teachers(apart, 3)
    older = await checked(apart, workbook([row(names[0]), row(names[1])]))
    await start(apart, older)
    newer = await checked(apart, workbook([row(names[2])]))
    await start(apart, newer)
    faulty = {await person(apart, name) for name in names[:2]}

    async def failing(transaction: Transaction, job: Job, item: Item) -> None:
        if item.subject in faulty:
            raise RuntimeError("a fault of the system")
        await imports.take_in(transaction, job, item)

    jobs = Jobs(apart.service.database, {imports.KIND: failing})
    while await jobs.settle_next():
        pass
    assert await taken_in(apart) == [names[2]], "the oldest job fails, and the next one is done all the same"
    for _ in range(MOST_TRIES):
        moving(timedelta(minutes=6))
        while await jobs.settle_next():
            pass
    path = f"/recommendation-imports/{older['id']}"
    shown = await apart.ok("GET", path, principal(apart))
    assert (shown["state"], shown["done"], shown["wrong"], shown["may_start"]) == ("DONE", 2, 2, True)
    assert [(each["row"], each["code"]) for each in shown["faults"]] == [(2, "kept_failing"), (3, "kept_failing")]
    assert (await start(apart, older))["state"] == "RUNNING"
    await work(apart)
    assert await taken_in(apart) == names
    assert (await apart.ok("GET", path, principal(apart)))["faults"] == []


async def test_what_has_changed_since_the_check_is_told_row_by_row(programme: Programme) -> None:
    names = await teachers(programme, 5)
    job = await checked(programme, workbook([row(name) for name in names]))
    await recommended(programme, teacher_id=await person(programme, names[0]))
    await programme.submitted(await person(programme, names[1]))
    other = uuid7()
    await programme.school_of(other, "文成县另一所学校")
    await programme.register(await person(programme, names[2]), names[2], other, version=2)
    await programme.hear(
        PersonRegistered(person_id=await person(programme, names[3]), name=names[3], school_id=None), version=2
    )
    await start(programme, job)
    await work(programme)
    shown = await programme.ok("GET", f"/recommendation-imports/{job['id']}", principal(programme))
    assert [(each["row"], each["code"]) for each in shown["faults"]] == [
        (2, "already_recommended"), (3, "applied_already"), (4, "teacher_elsewhere"), (5, "teacher_gone"),
    ]  # fmt: skip
    assert (shown["state"], shown["done"], shown["wrong"]) == ("DONE", 5, 4)
    assert await taken_in(programme) == [names[0], names[4]]


async def test_closed_under_way(programme: Programme) -> None:
    names = await teachers(programme, 5)
    job = await checked(programme, workbook([row(name) for name in names]))
    waiting = await checked(programme, workbook([row(name) for name in names]))
    await start(programme, job)
    await work(programme, 2)
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    await work(programme)
    shown = await programme.ok("GET", f"/recommendation-imports/{job['id']}", principal(programme))
    assert Counter(each["code"] for each in shown["faults"]) == {"round_closed": 3}
    assert await taken_in(programme) == names[:2]
    refused = await programme.call("POST", f"/recommendation-imports/{waiting['id']}/start", principal(programme))
    assert code(refused, 409) == "round_closed"
    assert code(await upload(programme, GOOD), 409) == "round_closed"


async def test_rounds_that_are_not_open(programme: Programme) -> None:
    later = uuid7()
    opens = programme.round_body(studio_ids=[str(programme.studio)], opens_at=clock.business() + timedelta(days=2))
    await programme.ok("PUT", f"/rounds/{later}", programme.city, opens)
    assert code(await upload(programme, GOOD, round_id=later), 409) == "round_not_open"
    assert code(await upload(programme, GOOD, round_id=uuid7()), 422) == "unknown_round"
    answer = await programme.client.post(
        "/recommendation-imports", headers=principal(programme), files={"file": ("a.xlsx", GOOD)}
    )
    assert code(answer, 422) == "unknown_round"


async def test_the_template_can_be_filled_in_and_uploaded(programme: Programme) -> None:
    path = f"/recommendations/template.xlsx?round_id={programme.round}"
    answer = await programme.call("GET", path, principal(programme))
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["学校推荐", "工作室名单", "填写说明"]
    assert book["工作室名单"].sheet_state == "hidden"
    names = [cell.value for (cell,) in book["工作室名单"].iter_rows()]
    assert names == sorted([STUDIO, OTHER]), "only those of the school's county"
    sheet = book["学校推荐"]
    assert [cell.value for cell in sheet[1]] == WORDS
    ranges = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert ranges["C2:C2002"] == "'工作室名单'!$A$1:$A$2"
    assert ranges["E2:E2002 F2:F2002 G2:G2002 H2:H2002"] == '"是,否"'
    for place, value in enumerate(row("林一鸣"), start=1):
        sheet.cell(3, place, value)
    written = BytesIO()
    book.save(written)
    job = await checked(programme, written.getvalue())
    assert (job["faults"], job["total"]) == ([], 1), "the example is no row"
    county = await programme.call("GET", path, programme.office(f"county_personnel_section:{WENCHENG}"))
    assert [cell.value for cell in load_workbook(BytesIO(county.content))["学校推荐"][1]] == ["学校", *WORDS]
    missing = await programme.call("GET", f"/recommendations/template.xlsx?round_id={uuid7()}", principal(programme))
    assert code(missing, 404) == "not_found"


async def test_a_name_that_begins_like_a_formula_stays_a_name(programme: Programme) -> None:
    evil = programme.studio_row(uuid7(), "=cmd|' /C calc'!A0")
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [evil]})
    round_id = uuid7()
    body = programme.round_body(studio_ids=[evil["id"]], name="=1+1")
    await programme.ok("PUT", f"/rounds/{round_id}", programme.city, body)
    answer = await programme.call("GET", f"/recommendations/template.xlsx?round_id={round_id}", principal(programme))
    book = load_workbook(BytesIO(answer.content))
    assert {cell.data_type for sheet in book for cells in sheet.iter_rows() for cell in cells if cell.value} == {"s"}
