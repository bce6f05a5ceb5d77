"""What a city's file says is understood as people write it, in a workbook or a document; the template is such a workbook."""

from datetime import date
from pathlib import Path

import yaml
from openpyxl import load_workbook

from songjiao.loading.forms import SHEETS
from songjiao.loading.reading import read_city
from tests.songjiao.loading.cities import command, content, faults, save


def test_what_people_do_to_workbooks_is_understood(tmp_path: Path) -> None:
    file = save(tmp_path / "city.xlsx", content())
    book = load_workbook(file)
    schools = book["学校"]
    schools.insert_rows(1)
    schools["A1"] = "全市学校一览表"
    schools.merge_cells("A1:XFD1")
    schools.append([None, None, None, None])
    schools.append(["wc-p02", "文成县玉壶小学", "330328", "小学"])
    schools.append(["wc-p03", "文成县大峃小学", None, "小学"])
    schools.merge_cells("C7:C8")
    schools["A2"] = " 代码* code "
    schools.column_dimensions["B"].hidden = True
    book.create_sheet("Sheet1")
    book.create_sheet("说明")["A1"] = "给人看的"
    book.save(file)
    city = read_city(file)
    assert [(school.code, school.area) for school in city.schools] == [
        ("wc-p01", "330328"), ("py-p01", "330326"), ("lc-p01", "330302"), ("wc-p02", "330328"), ("wc-p03", "330328"),
    ]  # fmt: skip
    assert city.school["lc-p01"].school_levels == ("小学", "初中")
    assert city.school["wc-p03"].place == "第8行 (row 8)"
    assert [county.listed_from for county in city.counties] == [date(2021, 10, 29)] * 2
    assert city.area["330326"].listed_until == date(2024, 8, 31)
    assert city.person["qian"].phone == "19000000002"
    assert city.person["chen.fang"].name == "陈·𠮷芳"


def test_a_document_says_the_same_as_the_workbook(tmp_path: Path) -> None:
    english = {"县": "counties", "学校": "schools", "人员": "people", "任职": "appointments", "工作室": "studios"}
    file = tmp_path / "city.yaml"
    file.write_text(yaml.safe_dump({english[name]: rows for name, rows in content().items()}, allow_unicode=True))
    document, workbook = read_city(file), read_city(save(tmp_path / "city.xlsx", content()))
    for part in ("areas", "schools", "people", "appointments", "studios"):
        rows, others = getattr(document, part), getattr(workbook, part)
        assert [row.model_copy(update={"place": ""}) for row in rows] == [
            row.model_copy(update={"place": ""}) for row in others
        ]
    file.write_text(file.read_text().replace("wc-p01", "wc-p09", 1))
    assert any("第2条 (entry 2)" in fault or "第1条 (entry 1)" in fault for fault in faults(file))


def test_the_template_is_right_and_empty(tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"
    said = command("load", "--template", str(file))
    assert said.returncode == 0, said.stderr
    assert len(faults(file)) == len(SHEETS)
    book = load_workbook(file)
    assert book.sheetnames == ["说明", "县", "学校", "人员", "任职", "工作室"]
    assert all(cell.comment for sheet in SHEETS for cell in book[sheet.zh][1])
    for name, rows in content().items():
        for number, row in enumerate(rows, 3):
            for cell in book[name][1]:
                found = row.get(str(cell.value).split()[0].rstrip("*"))
                book[name].cell(number, cell.column, found)
    book.save(file)
    assert len(read_city(file).people) == 5
    assert command("load", "--template", str(file)).returncode == 2
