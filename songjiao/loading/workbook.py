"""Reads a workbook as people really keep it: a title over the header, merged cells, numbers as text and text as numbers."""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from songjiao.loading.faults import Fault, line
from songjiao.loading.forms import SHEETS, Column, Sheet
from songjiao.loading.tables import RawRow, Tables, column_of, is_example, is_note, missing, plain, sheet_of

# The header stands in one of the first rows: some put a title above it, and a remark.
HEADER_WITHIN = 5
WIDEST = 50
UNREADABLE = (InvalidFileException, BadZipFile, OSError, KeyError, ValueError, EOFError, SyntaxError)

type Cells = dict[int, dict[int, Any]]


class Broken(str):
    """What a formula left that could not be reckoned: `#REF!`."""

    __slots__ = ()


def read_workbook(file: Path) -> Tables:
    """All sheets; what cannot be read is among the faults."""
    tables = Tables()
    try:
        with warnings.catch_warnings():
            # Spreadsheet programs write extensions that are of no account here.
            warnings.simplefilter("ignore")
            book = load_workbook(file, data_only=True)
    except UNREADABLE as error:
        why = f"不是可以读取的 XLSX 文件（加密的、旧的 .xls 请另存为 .xlsx） / not a readable XLSX file: {error}"
        tables.faults.append(Fault(file.name, "", "", why))
        return tables
    try:
        _read(book.worksheets, tables)
    finally:
        book.close()
    return tables


def _read(worksheets: Sequence[Worksheet], tables: Tables) -> None:
    for worksheet in worksheets:
        sheet = sheet_of(worksheet.title)
        if sheet is None:
            # An empty sheet is what a spreadsheet program adds by itself.
            if not is_note(worksheet.title) and worksheet.calculate_dimension() not in ("A1", "A1:A1"):
                known = "、".join(sheet.zh for sheet in SHEETS)
                message = f"没有这种工作表，应为：{known}、说明 / no such sheet"
                tables.faults.append(Fault(worksheet.title, "", "", message))
        elif sheet.key in tables.rows:
            tables.faults.append(Fault(worksheet.title, "", "", f"“{sheet.zh}”表出现两次 / this sheet is there twice"))
        else:
            tables.rows[sheet.key] = list(_sheet(worksheet, sheet, tables.faults))


def _sheet(worksheet: Worksheet, sheet: Sheet, faults: list[Fault]) -> Iterator[RawRow]:
    cells = _filled(worksheet)
    header = next((row for row in range(1, HEADER_WITHIN + 1) if _is_header(sheet, cells.get(row, {}))), None)
    if header is None:
        titles = "、".join(column.zh for column in sheet.columns)
        faults.append(Fault(sheet.title, "", "", f"找不到表头，应有：{titles} / no header was found"))
        return
    columns = _columns(sheet, cells[header], header, faults)
    faults += missing(sheet, columns.values())
    for number in sorted(row for row in cells if row > header):
        values = dict(_values(sheet, columns, number, cells[number], faults))
        if values and not is_example(sheet, values):
            yield RawRow(line(number), values)


def _filled(worksheet: Worksheet) -> Cells:
    """Cells that hold something, by row and column; a merged cell counts in every row it covers that holds more."""
    cells: Cells = {}
    for row in worksheet.iter_rows():
        for cell in row:
            if (value := plain(cell.value)) is not None and cell.row and cell.column:
                cells.setdefault(cell.row, {})[cell.column] = Broken(value) if cell.data_type == "e" else value
    merged = [(area, cells.get(area.min_row, {}).get(area.min_col)) for area in worksheet.merged_cells.ranges]
    own = sorted(cells)
    for area, value in merged:
        for number in (row for row in own if value is not None and area.min_row <= row <= area.max_row):
            # No sheet of ours is wider; a whole row may be merged.
            for column in range(area.min_col, min(area.max_col, WIDEST) + 1):
                cells[number].setdefault(column, value)
    return cells


def _is_header(sheet: Sheet, cells: dict[int, Any]) -> bool:
    found = {column.field for value in cells.values() if (column := column_of(sheet, str(value)))}
    return len(found) >= 2


def _columns(sheet: Sheet, cells: dict[int, Any], row: int, faults: list[Fault]) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    for number, value in cells.items():
        column = column_of(sheet, str(value))
        place = f"{line(row)} {get_column_letter(number)}"
        if column is None:
            known = "、".join(column.zh for column in sheet.columns)
            faults.append(Fault(sheet.title, place, str(value), f"没有这一列，应为：{known} / no such column"))
        elif column in columns.values():
            faults.append(Fault(sheet.title, place, column.title, "这一列出现两次 / this column is there twice"))
        else:
            columns[number] = column
    return columns


def _values(
    sheet: Sheet, columns: dict[int, Column], row: int, cells: dict[int, Any], faults: list[Fault]
) -> Iterator[tuple[str, Any]]:
    for number, value in cells.items():
        column = columns.get(number)
        if isinstance(value, Broken):
            name = column.title if column else get_column_letter(number)
            message = f"公式出错（{value}），请改为数值 / the formula failed; put in its value"
            faults.append(Fault(sheet.title, line(row), name, message))
        elif column is not None:
            yield column.field, value
        elif number not in columns:
            name = get_column_letter(number)
            faults.append(Fault(sheet.title, line(row), name, "这一列没有表头 / this column has no header"))
