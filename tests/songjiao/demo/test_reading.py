"""A folder with mistakes is refused as a whole, and every mistake is named with file, row and field."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from songjiao.demo.programme import ProgrammeError
from songjiao.demo.reading import DATA, read_programme

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def edit(folder: Path) -> Edit:
    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return replace


def faults(folder: Path) -> list[str]:
    with pytest.raises(ProgrammeError) as refused:
        read_programme(folder)
    assert str(refused.value).splitlines() == [str(fault) for fault in refused.value.faults]
    return [str(fault) for fault in refused.value.faults]


def test_every_fault_is_told_in_one_go(folder: Path, edit: Edit) -> None:
    edit("teachers.csv", "19000001444", "29000001444")
    edit("schools.csv", "学前,p-d02-k01", "大学,p-d02-k01")
    told = faults(folder)
    assert len(told) == 2
    assert told[0].startswith("schools.csv 第2行 (row 2) school_levels.0: ")
    assert told[1].startswith("teachers.csv 第2行 (row 2) phone: ")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("studios.csv", "wc-p01,20", "yj-p01,20", "studios.csv 第109行 (row 109) base_school: "),
        ("studios.csv", "wc04,330328", "wc04,330302", "studios.csv 第109行 (row 109) county: "),
        ("studios.csv", "wc05,330328", "wc04,330328", "studios.csv wc04 code: "),
        ("teachers.csv", ",wc04,", ",xx99,", ") studio: "),
        ("accounts.yaml", "login: hr", "login: nobody", "accounts.yaml 第9条 (entry 9) login: "),
        ("scenarios.yaml", "applicant: teacher2", "applicant: nobody", "scenarios.yaml 第1条 (entry 1) applicant: "),
        ("scenarios.yaml", "state: RETURNED", "state: ADMITTED", "scenarios.yaml 第1条 (entry 1) state: "),
        ("people.yaml", "county_office:330328", "county_office:330381", "people.yaml 第6条 (entry 6) office_holders: "),
        (
            "demo_rules.yaml",
            "unit: minutes",
            "unit: fortnights",
            "demo_rules.yaml recruitment.correction_period.unit: ",
        ),
        ("areas.yaml", "city:", "city: [", "areas.yaml : 无法读取"),
    ],
)
def test_a_mistake_is_named(folder: Path, edit: Edit, file: str, old: str, new: str, told: str) -> None:
    edit(file, old, new)
    assert any(told in fault for fault in faults(folder))


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "studios.csv").unlink()
    assert any(fault.startswith("studios.csv : 无法读取 / cannot be read") for fault in faults(folder))


def test_a_county_that_left_is_not_loaded_once_the_day_of_the_list_is_dropped(folder: Path, edit: Edit) -> None:
    edit("areas.yaml", "as_of: 2021-11-01", "")
    left = {county.code: county.member_until for county in read_programme(folder).counties}
    assert left["330326"] is not None


def test_a_file_saved_by_a_spreadsheet_program_is_read(folder: Path) -> None:
    rows = (folder / "schools.csv").read_bytes()
    (folder / "schools.csv").write_bytes(b"\xef\xbb\xbf" + rows.replace(b"\n", b"\r\n"))
    assert len(read_programme(folder).schools) == 294
