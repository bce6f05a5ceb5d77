"""Workbooks of strangers, read under limits: what is in each cell, and nothing guessed.

for row in (await open_workbook(content))[0].rows:
    row.number, row.hidden, row.text(1)
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from chassis import confined
from chassis.errors import FieldError, InvalidError, Text
from chassis.formats import require_content
from chassis.sheets.inside import opened

type Kind = Literal["text", "number", "date", "truth", "formula", "error"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something. A date is told in ISO form, a formula and an error as they are written."""

    kind: Kind
    value: str | int | float | bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something, by the number people see; cells by column, from 1."""

    number: int
    hidden: bool
    cells: Mapping[int, Cell]

    def text(self, column: int) -> str:
        """What stands in a column, as text; empty where nothing does."""
        cell = self.cells.get(column)
        return "" if cell is None else str(cell.value).strip()


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that were merged into one, whose value stands in the first."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet of a workbook; `hidden` where a spreadsheet program would not show it."""

    title: str
    hidden: bool
    rows: tuple[Row, ...]
    merged: tuple[Area, ...]


async def open_workbook(content: bytes) -> tuple[ReadSheet, ...]:
    """All sheets; a formula is told as such.

    Raises TooLargeError `file_too_large` above 10 MB, InvalidError `file_empty`, `sheet_type`, `sheet_old`, `sheet_locked`,
    `sheet_macros`, `sheet_too_large` for more cells, or parts, than are sensible, `sheet_damaged`.
    """
    return await asyncio.to_thread(open_workbook_now, content)


def open_workbook_now(content: bytes) -> tuple[ReadSheet, ...]:
    """As `open_workbook`, for programs without a loop."""
    require_content(content)
    try:
        return _told(confined.run(opened, content))
    except confined.BeyondLimitsError as error:
        raise refusal("too_large") from error
    except confined.UnreadableError as error:
        raise refusal("damaged") from error


def _told(told: dict[str, Any]) -> tuple[ReadSheet, ...]:
    if "faulty" in told:
        raise refusal(told["faulty"])
    return tuple(
        ReadSheet(
            sheet["title"],
            sheet["hidden"],
            tuple(
                Row(number, hidden, {column: Cell(kind, value, unseen) for column, kind, value, unseen in cells})
                for number, hidden, cells in sheet["rows"]
            ),
            tuple(Area(*area) for area in sheet["merged"]),
        )
        for sheet in told["sheets"]
    )


def refusal(why: str) -> InvalidError:
    """Why the file as a whole cannot be read, and what to do."""
    text = WORDS[why]
    return InvalidError(f"sheet_{why}", text, fields=(FieldError("file", text),))


WORDS: Final = {
    "type": Text(
        "这不是 XLSX 工作簿（只改扩展名不行）。请下载模板填写，或在表格软件中另存为“Excel 工作簿（.xlsx）”。",
        "This is no XLSX workbook, whatever its name says. Fill in the template, or save it as an Excel workbook (.xlsx).",
    ),
    "old": Text(
        "这是旧格式的 XLS 文件。请在表格软件中另存为“Excel 工作簿（.xlsx）”后再上传。",
        "This is an XLS file of the old kind. Save it as an Excel workbook (.xlsx) and upload it again.",
    ),
    "locked": Text(
        "文件设了打开密码。请取消密码后再上传。", "The file is protected by a password. Take it off and upload it again."
    ),
    "macros": Text(
        "文件里有宏。请另存为不带宏的“Excel 工作簿（.xlsx）”后再上传。",
        "There are macros in the file. Save it as an Excel workbook without macros (.xlsx) and upload it again.",
    ),
    "too_large": Text(
        "文件解开后过大。请下载模板，只填写需要的行，删去下方和右侧多余的格式与合并的单元格。",
        "Unpacked the file is too large. Use the template, fill in only the rows needed, and delete formats and merged cells "
        "below and beside them.",
    ),
    "damaged": Text(
        "文件已损坏，打不开。请用表格软件重新保存后再上传。",
        "The file is damaged and cannot be opened. Save it again and upload it once more.",
    ),
}  # fmt: skip
