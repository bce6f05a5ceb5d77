"""What is wrong in a city's file is told all at once, with sheet, row and column."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.songjiao.loading.cities import Content, Row, content, faults, save


@pytest.mark.parametrize(
    ("sheet", "row", "changed", "told"),
    [
        ("县", 0, {"代码": "33032"}, "县 (counties) 第2行 (row 2) 代码 (code): 不能是“33032”"),
        ("县", 1, {"代码": "330328"}, "县 (counties) 第3行 (row 3) 代码 (code): 与第2行 (row 2)重复"),
        ("县", 0, {"名称": None}, "县 (counties) 第2行 (row 2) 名称 (name): 必填 / must be filled in"),
        ("县", 0, {"列入日期": "去年秋天"}, "第2行 (row 2) 列入日期 (listed_from): 不能是“去年秋天”"),
        ("县", 0, {"列入日期": 44498}, "第2行 (row 2) 列入日期 (listed_from): 不能是“44498”"),
        ("县", 0, {"列入日期": "2021-02-30"}, "第2行 (row 2) 列入日期 (listed_from): "),
        ("县", 0, {"退出日期": "2021-10-01"}, "第2行 (row 2) 退出日期 (listed_until): 退出日期应晚于列入日期"),
        ("县", 2, {"退出日期": "2021-10-01"}, "第4行 (row 4) 列入日期 (listed_from): 有退出日期就要有列入日期"),
        ("学校", 1, {"代码": "wc-p01"}, "学校 (schools) 第3行 (row 3) 代码 (code): 与第2行 (row 2)重复"),
        ("学校", 0, {"代码": "文成一小"}, "第2行 (row 2) 代码 (code): 不能是“文成一小”"),
        ("学校", 0, {"县区": "330399"}, "第2行 (row 2) 县区 (area): “县”表中没有 330399"),
        ("学校", 0, {"学段": "大学"}, "第2行 (row 2) 学段 (school_levels): 不能是“大学”"),
        ("学校", 0, {"学段": "小学、小学"}, "第2行 (row 2) 学段 (school_levels): 同一格里有重复的内容"),
        ("学校", 0, {"名称": "长" * 61}, "第2行 (row 2) 名称 (name): 名称太长，最多 60 个字。 / Too long"),
        ("学校", 0, {"名称": "云溪\u202e小学"}, "第2行 (row 2) 名称 (name): 名称中有看不见的控制字符"),
        ("人员", 0, {"登录名": "林晓岚"}, "人员 (people) 第2行 (row 2) 登录名 (login): 登录名应为"),
        ("人员", 1, {"登录名": "LinXiaoLan"}, "第3行 (row 3) 登录名 (login): 与第2行 (row 2)重复"),
        ("人员", 0, {"手机": "0577-12345"}, "第2行 (row 2) 手机 (phone): 手机号应为 1 开头的 11 位数字。 / A mobile"),
        ("人员", 0, {"学校": "xx-p99"}, "第2行 (row 2) 学校 (school): “学校”表中没有 xx-p99 / no such school"),
        ("人员", 0, {"姓名": "=1/0"}, "姓名 (name): 必填"),
        ("任职", 0, {"登录名": "nobody"}, "任职 (appointments) 第2行 (row 2) 登录名 (login): “人员”表中没有 nobody"),
        ("任职", 0, {"职务": "村长"}, "第2行 (row 2) 职务 (role): 不能是“村长” / cannot be “村长”；市教育局人事处、"),
        ("任职", 0, {"职务": "host"}, "第2行 (row 2) 职务 (role): 主持人写在“工作室”表中 / hosts stand in the sheet"),
        ("任职", 0, {"职务": "person"}, "第2行 (row 2) 职务 (role): 这不是职务 / this is not an office"),
        ("任职", 0, {"范围": None}, "第2行 (row 2) 范围 (scope): 应为“学校”表中的代码，不能是 空"),
        ("任职", 0, {"范围": "lc-p01"}, "第2行 (row 2) 范围 (scope): lc-p01 不在列入的县"),
        ("任职", 2, {"范围": "330302"}, "第4行 (row 4) 范围 (scope): 应为列入的县的代码，不能是 330302"),
        ("任职", 3, {"范围": "330328"}, "第5行 (row 5) 范围 (scope): 市级职务不填范围，不能是 330328"),
        ("任职", 0, {"止": "2021-11-01"}, "第2行 (row 2) 止 (valid_until): 应晚于 2021-11-01 / it must be later"),
        ("任职", 1, {"止": "2021-10-29"}, "第3行 (row 3) 止 (valid_until): 应晚于 2021-10-29"),
        ("任职", 1, {"职务": "trainee_school"}, "第3行 (row 3) 职务 (role): 与第2行 (row 2)重复"),
        ("工作室", 0, {"下沉县": "330302"}, "工作室 (studios) 第2行 (row 2) 下沉县 (county): 330302 不是列入的县"),
        ("工作室", 0, {"学段": "大学"}, "第2行 (row 2) 学段 (stage): 不能是“大学”"),
        ("工作室", 0, {"类别": "厨师"}, "第2行 (row 2) 类别 (track): 不能是“厨师”"),
        ("工作室", 0, {"主持人": "nobody"}, "第2行 (row 2) 主持人 (host): “人员”表中没有 nobody"),
        ("工作室", 0, {"主持人": "sun"}, "第2行 (row 2) 主持人 (host): sun 没有填学校"),
        ("工作室", 0, {"主持人称号": None}, "第2行 (row 2) 主持人称号 (host_titles): 必填"),
        ("工作室", 0, {"设站学校": "py-p01"}, "第2行 (row 2) 设站学校 (base_school): 下沉县内没有学校 py-p01"),
        ("工作室", 0, {"人数上限": 0}, "第2行 (row 2) 人数上限 (soft_cap): 不能是“0”"),
        ("工作室", 0, {"人数上限": "很多"}, "第2行 (row 2) 人数上限 (soft_cap): 不能是“很多”"),
    ],
)
def test_a_wrong_row_is_told_with_sheet_row_and_column(
    tmp_path: Path, sheet: str, row: int, changed: Row, told: str
) -> None:
    given = content()
    given[sheet][row] |= changed
    found = faults(save(tmp_path / "city.xlsx", given))
    assert any(told in fault for fault in found), found
    assert all(re.search("[一-鿿].* / [a-z“]", fault, re.IGNORECASE) for fault in found), found


def test_every_fault_is_told_in_one_go(tmp_path: Path) -> None:
    given = content()
    given["县"][0]["代码"] = "3"
    given["人员"][2]["手机"] = "12"
    given["工作室"][0]["类别"] = "厨师"
    assert len(faults(save(tmp_path / "city.xlsx", given))) == 3


def without(sheet: str) -> Callable[[Content], None]:
    return lambda given: given.pop(sheet).clear()


def added(sheet: str, rows: list[Row]) -> Callable[[Content], None]:
    return lambda given: given.update({sheet: rows})


def renamed(sheet: str, old: str, new: str) -> Callable[[Content], None]:
    def change(given: Content) -> None:
        for row in given[sheet]:
            if old in row:
                row[new] = row.pop(old)

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without("任职"), "任职 (appointments) : 缺少这张表，或表中没有数据"),
        (
            added("教师", [{"姓名": "王芳", "学校": "wc-p01"}]),
            "教师 : 没有这种工作表，应为：县、学校、人员、任职、工作室、说明",
        ),
        (added("schools", [{"代码": "a", "名称": "b"}]), "schools : “学校”表出现两次"),
        (renamed("学校", "学段", "年级"), "学校 (schools) 第1行 (row 1) D 年级: 没有这一列"),
        (renamed("学校", "学段", "年级"), "学校 (schools) 学段 (school_levels): 缺少这一列"),
        (renamed("人员", "手机", "登录名*"), "人员 (people) 第1行 (row 1) D 登录名 (login): 这一列出现两次"),
        (added("学校", [{"甲": 1, "乙": 2}]), "学校 (schools) : 找不到表头，应有：代码、名称、县区、学段"),
        (
            lambda given: [row.pop("列入日期", None) or row.pop("退出日期", None) for row in given["县"]],
            "县 (counties) 列入日期 (listed_from): 至少一个县要有列入日期",
        ),
    ],
)
def test_a_wrong_sheet_is_told(tmp_path: Path, change: Callable[[Content], object], told: str) -> None:
    given = content()
    change(given)
    if "至少" in told:
        given["县"] = [{"代码": row["代码"], "名称": row["名称"], "列入日期": None} for row in given["县"]]
    found = faults(save(tmp_path / "city.xlsx", given))
    assert any(told in fault for fault in found), found


def test_a_formula_that_failed_is_told(tmp_path: Path) -> None:
    file = save(tmp_path / "city.xlsx", content())
    book = load_workbook(file)
    cell = book["人员"]["B2"]
    cell.value, cell.data_type = "#REF!", "e"
    book.save(file)
    assert "人员 (people) 第2行 (row 2) 姓名 (name): 公式出错（#REF!）" in "\n".join(faults(file))


def test_a_remark_beside_the_table_is_told(tmp_path: Path) -> None:
    file = save(tmp_path / "city.xlsx", content())
    book = load_workbook(file)
    book["县"]["H3"] = "待核实"
    book.save(file)
    assert "县 (counties) 第3行 (row 3) H: 这一列没有表头 / this column has no header" in faults(file)


@pytest.mark.parametrize("name", ["city.xlsx", "city.yaml", "missing.xlsx", "missing.yaml"])
def test_what_is_no_such_file_is_told(tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 an old or locked workbook: [")
    assert len(faults(tmp_path / name)) == 1
