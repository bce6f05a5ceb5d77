"""The form of a sheet of recommendations: its columns, its length, what is understood in its cells, and whose school a row is of."""

from openpyxl.worksheet.worksheet import Worksheet

from chassis.ids import uuid7
from contracts.events.directory import PersonRegistered, SchoolRegistered
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code
from tests.services.enrollment.recommendation.importing import GOOD, OTHER, start, taken_in, work
from tests.services.enrollment.recommendation.workbooks import WORDS, checked, row, upload, workbook

SCHOOLED = ["学校", *WORDS]


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
