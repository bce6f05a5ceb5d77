"""An empty workbook to fill in: a sheet for each kind of row with headers, notes on them and one example, and how to go about it."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from songjiao.loading.forms import EXAMPLE, NOTES, SHEETS, Sheet

HEAD = PatternFill("solid", fgColor="DCE6F2")
LIST = [
    "填写说明 / How to fill this in",
    "每张表第一行是表头，第二行是示例：以“例：”开头的行不会导入。带 * 的列必填。",
    "The first row is the header, the second an example: rows that begin with 例： are not loaded. Columns with * must be filled in.",
    "代码和登录名是各行互相引用的依据，导入后请不要更改；改动其他内容后可以重新导入。",
    "Codes and logins are how rows name one another: leave them once they are loaded. All else may be changed and loaded again.",
    "从表中删去的行不会从系统中删除；结束任职请填“止”。",
    "A row taken out of a sheet stays in the system; to end an office fill in its last column.",
    "先检查，不导入： songjiao load 文件.xlsx --check / Check without loading: songjiao load FILE.xlsx --check",
    "",
]  # fmt: skip


def write_template(file: Path) -> None:
    """Write it; raises OSError, also where the file is there already."""
    book = Workbook()
    notes = book.active
    assert isinstance(notes, Worksheet)
    notes.title = NOTES[0]
    _notes(notes)
    for sheet in SHEETS:
        _sheet(book.create_sheet(sheet.zh), sheet)
    with file.open("xb") as opened:
        book.save(opened)


def _notes(worksheet: Worksheet) -> None:
    for text in LIST:
        worksheet.append([text])
    for sheet in SHEETS:
        for column in sheet.columns:
            worksheet.append([sheet.title, column.title, "*" if column.must else "", column.rule])
    worksheet["A1"].font = Font(bold=True, size=14)
    for letter, width in (("A", 24), ("B", 26), ("C", 4), ("D", 90)):
        worksheet.column_dimensions[letter].width = width


def _sheet(worksheet: Worksheet, sheet: Sheet) -> None:
    worksheet.append([f"{column.zh}{'*' if column.must else ''} {column.field}" for column in sheet.columns])
    example = [column.example or None for column in sheet.columns]
    worksheet.append([f"{EXAMPLE}{example[0]}", *example[1:]])
    for number, column in enumerate(sheet.columns, 1):
        head, shown = worksheet.cell(1, number), worksheet.cell(2, number)
        head.font, head.fill = Font(bold=True), HEAD
        head.comment = Comment(column.rule, "songjiao", width=320, height=90)
        shown.font = Font(italic=True, color="808080")
        letter = get_column_letter(number)
        worksheet.column_dimensions[letter].width = 24
        # As text, or codes lose their noughts and telephones become 1.38E+10.
        for row in range(2, 1000):
            worksheet.cell(row, number).number_format = "@"
    worksheet.freeze_panes = "A2"
