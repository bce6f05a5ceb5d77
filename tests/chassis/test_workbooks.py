"""Workbooks of strangers: read cell by cell, measured first, opened where they can do no harm."""

import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from chassis import confined
from chassis.confined import BeyondLimitsError, Limits, UnreadableError
from chassis.errors import ProblemError
from chassis.formats import MOST_BYTES
from chassis.sheets.reading import Area, Cell, ReadSheet, open_workbook, open_workbook_now
from chassis.sheets.writing import Sheet

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(fill: Callable[[Worksheet], object] = lambda sheet: sheet.append(["一", "二"])) -> bytes:
    book, file = Workbook(), BytesIO()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    book.save(file)
    return file.getvalue()


def altered(name: str, change: Callable[[bytes], bytes], *, renamed: str | None = None) -> bytes:
    """A good workbook with one part changed, and perhaps moved."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook())) as good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for part in good.namelist():
            content = good.read(part)
            if renamed is not None:
                content = content.replace(name.removeprefix("xl/").encode(), renamed.removeprefix("xl/").encode())
            if part == name:
                content = change(content)
            written.writestr(renamed if renamed is not None and part == name else part, content)
    return file.getvalue()


def sheet_of(body: str) -> Callable[[bytes], bytes]:
    return lambda _: f'<worksheet xmlns="{NAMESPACE}">{body}</worksheet>'.encode()


def only(content: bytes) -> ReadSheet:
    [sheet] = open_workbook_now(content)
    return sheet


def fault(content: bytes) -> str:
    with pytest.raises(ProblemError) as refused:
        open_workbook_now(content)
    assert refused.value.fields[0].name == "file"
    return refused.value.code


def test_each_cell_says_what_it_is() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["文", 5, 2.5, True, "=1+1"])
        sheet["A3"] = "#REF!"
        sheet["A3"].data_type = "e"
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet["B3"] = "藏"
        sheet.merge_cells("A5:C6")

    sheet = only(workbook(fill))
    assert [(row.number, row.hidden) for row in sheet.rows] == [(1, False), (3, True)]
    kinds = [("text", "文"), ("number", 5), ("number", 2.5), ("truth", True), ("formula", "=1+1")]
    assert [(cell.kind, cell.value) for cell in sheet.rows[0].cells.values()] == kinds
    assert sheet.rows[1].cells == {1: Cell("error", "#REF!"), 2: Cell("text", "藏", hidden=True)}
    assert sheet.merged == (Area(5, 1, 6, 3),)
    assert (sheet.rows[1].text(2), sheet.rows[1].text(9)) == ("藏", "")


def test_a_formula_is_told_as_such_whatever_its_value_was() -> None:
    content = altered(SHEET, sheet_of('<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData>'))
    assert only(content).rows[0].cells == {1: Cell("formula", "=1+1")}


async def test_what_we_write_we_read() -> None:
    sheet = Sheet("名单", [("姓名", 10), ("说明", 30)])
    sheet.extend([["林一鸣", "=HYPERLINK(1)"]])
    [read] = await open_workbook(b"".join(sheet.content()))
    assert read.title == "名单"
    assert [cell.kind for cell in read.rows[1].cells.values()] == ["text", "text"]


CELL = '<sheetData><row><c r="{}"><v>1</v></c></row></sheetData>'
ONE = CELL.format("A1")
BOMBS = {
    "a far cell": CELL.format("XFD1048576"),
    "a wide merged area": ONE + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    "a link over everything": ONE + '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
    "many cells": "<sheetData><row>" + "<c><v>1</v></c>" * 100_001 + "</row></sheetData>",
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("renamed", [None, "xl/media/picture.png"])
def test_a_small_file_that_would_be_huge_is_refused_at_once(bomb: str, renamed: str | None) -> None:
    content = altered(SHEET, sheet_of(BOMBS[bomb]), renamed=renamed)
    started = time.monotonic()
    assert fault(content) == "sheet_too_large"
    assert time.monotonic() - started < 15


def test_what_lies_within_the_limit_is_read() -> None:
    assert len(only(altered(SHEET, sheet_of(CELL.format("CV1000")))).rows) == 1
    assert fault(altered(SHEET, sheet_of(CELL.format("CW1000")))) == "sheet_too_large"


DOCTYPE = '<?xml version="1.0" encoding="{}"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="' + NAMESPACE + '"/>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "docProps/core.xml"])
def test_no_part_declares_a_type_of_its_own_in_any_encoding(encoding: str, part: str) -> None:
    declared = DOCTYPE.format(encoding.removesuffix("-le").removesuffix("-be")).encode(encoding)
    assert fault(altered(part, lambda _: declared)) == "sheet_damaged"


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def with_macros() -> bytes:
    file = BytesIO(workbook())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return file.getvalue()


def unpacking_to(megabytes: int) -> bytes:
    file = BytesIO(workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * (megabytes << 20))
    return file.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "file_empty"),
    "too many bytes": (lambda: b"PK" + b"\0" * MOST_BYTES, "file_too_large"),
    "a table of text": (lambda: "姓名,学校".encode(), "sheet_type"),
    "another archive": (lambda: zipped(readme_dot_txt=b"x"), "sheet_type"),
    "an old workbook": (lambda: OLE + b"\0" * 600, "sheet_old"),
    "a locked one": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "sheet_locked"),
    "one with macros": (with_macros, "sheet_macros"),
    "half of one": (lambda: workbook()[:2000], "sheet_damaged"),
    "too much unpacked": (lambda: unpacking_to(31), "sheet_too_large"),
    "no XML": (lambda: altered(SHEET, lambda content: content[:-20]), "sheet_damaged"),
    "a cell nowhere": (lambda: altered(SHEET, sheet_of(CELL.format("1A"))), "sheet_damaged"),
}


@pytest.mark.parametrize("way", REFUSED)
def test_what_cannot_be_opened_is_told(way: str) -> None:
    make, code = REFUSED[way]
    assert fault(make()) == code


def hungry(content: bytes) -> int:
    return len(bytearray(1 << 32))


def busy(content: bytes) -> None:
    while True:
        pass


def asleep(content: bytes) -> None:
    time.sleep(60)


def writing(content: bytes) -> None:
    with open("/tmp/songjiao-confined", "wb") as file:
        file.write(content)


def talking(content: bytes) -> list[Any]:
    import os

    return [content.decode(), sorted(os.environ)]


def test_a_confined_process_has_neither_memory_nor_time_nor_files() -> None:
    small = Limits(cpu_seconds=1, seconds=5)
    for inside in (hungry, busy):
        with pytest.raises(BeyondLimitsError):
            confined.run(inside, b"x", small)
    with pytest.raises(BeyondLimitsError):
        confined.run(asleep, b"x", Limits(seconds=1))
    with pytest.raises((BeyondLimitsError, UnreadableError)):
        confined.run(writing, b"x", small)
    # Python itself may set LC_CTYPE.
    [said, environment] = confined.run(talking, "送教".encode())
    assert said == "送教"
    assert set(environment) <= {"LC_CTYPE"}
