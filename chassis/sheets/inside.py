"""What happens in the process of its own: a workbook is measured, opened, and told as plain JSON."""

import warnings
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from chassis.sheets.measuring import FaultyWorkbookError, measure


def opened(content: bytes) -> dict[str, Any]:
    """All sheets, or why there are none. A formula is told as such."""
    try:
        measure(content)
        return {"sheets": _sheets(content)}
    except FaultyWorkbookError as error:
        return {"faulty": error.why}
    except MemoryError:
        return {"faulty": "too_large"}
    except Exception:
        # Whatever is wrong inside, its owner can do one thing about it.
        return {"faulty": "damaged"}


def _sheets(content: bytes) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        # Spreadsheet programs write extensions that are of no account here.
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(content), keep_links=False)
    return [_sheet(each) for each in book.worksheets]


def _sheet(sheet: Worksheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "hidden": sheet.sheet_state != "visible",
        "rows": list(_rows(sheet)),
        "merged": [[area.min_row, area.min_col, area.max_row, area.max_col] for area in sheet.merged_cells.ranges],
    }


def _rows(sheet: Worksheet) -> Any:
    hidden_columns = {number for each in sheet.column_dimensions.values() if each.hidden
                      for number in range(each.min or 0, (each.max or 0) + 1)}  # fmt: skip
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        told = [
            [place, *_cell(cell.data_type, cell.value), place in hidden_columns]
            for place, cell in enumerate(cells, start=1)
            if cell.value is not None
        ]
        if told:
            hidden = number in sheet.row_dimensions and bool(sheet.row_dimensions[number].hidden)
            yield [number, hidden, told]


def _cell(kind: str, value: Any) -> tuple[str, Any]:
    """A kind and what JSON can hold of the value."""
    match value:
        case bool():
            return "truth", value
        case int() | float():
            return "number", value
        case datetime() | date() | time():
            return "date", value.isoformat()
        case str() if kind == "e":
            return "error", value
        case str() if kind != "f":
            return "text", value
        case _:
            return "formula", str(getattr(value, "text", value))
