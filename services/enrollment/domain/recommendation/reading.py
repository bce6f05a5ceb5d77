"""From the bytes of a workbook to rows: every cell that cannot be read is told, none is guessed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from services.enrollment.domain.recommendation.columns import (
    ATTESTED,
    COLUMNS,
    EXAMPLE,
    LOGIN,
    MOST_ROWS,
    NAME,
    NO,
    REASON,
    SCHOOL,
    SHEET,
    STUDIO,
    YES,
    Column,
    fold,
    key,
)
from services.enrollment.domain.recommendation.faults import Fault, fault
from services.enrollment.domain.recommendation.judgement import Row
from services.enrollment.domain.recommendation.workbook import refusal, refuse_unless_workbook
from services.enrollment.domain.text import has_control_characters

# Spreadsheets keep formats of rows nobody has filled in; so far down nothing is looked at any more.
FARTHEST: Final = 20_000
WRONG_KINDS: Final = {"e": "broken", "f": "formula", "d": "date", "b": "truth", "n": "number"}


@dataclass(frozen=True)
class SheetRead:
    """The rows of a sheet, and every fault of its form."""

    rows: list[Row]
    faults: list[Fault]


def read(content: bytes) -> SheetRead:
    """Read a workbook. Raises TooLargeError or InvalidError where it cannot be opened or holds no such sheet."""
    sheet = _sheet(content)
    if sheet.max_row > FARTHEST:
        return SheetRead([], [fault("too_many_rows", row=FARTHEST)])
    places, faults = _header(sheet)
    if faults:
        return SheetRead([], faults)
    faults = _merged(sheet)
    rows = list[Row]()
    for number, cells in _filled(sheet, faults):
        if len(rows) == MOST_ROWS:
            faults.append(fault("too_many_rows", row=number))
            break
        row, wrong = _Reading(number, {column: cells[place] for column, place in places.items()}).row()
        rows.append(row)
        faults += wrong
    if not rows:
        faults.append(fault("no_rows", row=2))
    return SheetRead(rows, faults)


def _sheet(content: bytes) -> Worksheet:
    refuse_unless_workbook(content)
    try:
        workbook = load_workbook(BytesIO(content), keep_links=False)
        sheets = {key(sheet.title): sheet for sheet in workbook.worksheets}
    except Exception as error:
        # Whatever is wrong inside, its owner can do one thing about it.
        raise refusal("sheet_damaged") from error
    if (found := sheets.get(key(SHEET))) is None:
        raise refusal("sheet_missing")
    return found


def _header(sheet: Worksheet) -> tuple[dict[Column, int], list[Fault]]:
    """Where each column is, and what is wrong with row 1."""
    words = [str(cell.value).strip() if cell.value is not None else "" for cell in sheet[1]]
    known = {key(column.words): column for column in COLUMNS}
    counts = Counter(key(each) for each in words if each)
    faults = [fault("column_unknown", each, 1, words=each) for each in words if each and key(each) not in known]
    faults += [fault("column_twice", known[each].words, 1, words=known[each].words)
               for each, count in counts.items() if count > 1 and each in known]  # fmt: skip
    # The columns that may be empty may be left out as well.
    faults += [fault("column_missing", column.words, 1, words=column.words)
               for column in COLUMNS if column.must and key(column.words) not in counts]  # fmt: skip
    return {known[key(each)]: place for place, each in enumerate(words) if key(each) in known}, faults


def _merged(sheet: Worksheet) -> list[Fault]:
    return [fault("merged", row=each.min_row, range=str(each)) for each in sheet.merged_cells.ranges]


def _filled(sheet: Worksheet, faults: list[Fault]) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows that hold something, but the example; an empty one with something after it is a fault."""
    empty: list[int] = []
    name = next((place for place, cell in enumerate(sheet[1]) if key(str(cell.value)) == key(NAME.words)), 0)
    for number, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
        if all(cell.value is None or not str(cell.value).strip() for cell in cells):
            empty.append(number)
        elif key(str(cells[name].value)) != key(EXAMPLE):
            faults += [fault("empty_row", row=each) for each in empty]
            empty.clear()
            yield number, cells


class _Reading:
    """One row on its way from cells to words."""

    def __init__(self, number: int, cells: dict[Column, Cell]) -> None:
        self._number = number
        self._cells = cells
        self._faults: list[Fault] = []

    def row(self) -> tuple[Row, list[Fault]]:
        """What it says, and every cell that says nothing."""
        texts = [self._text(column) for column in (SCHOOL, NAME, LOGIN, STUDIO, REASON)]
        for column in ATTESTED:
            self._attested(column)
        return Row(self._number, *texts), self._faults

    def _text(self, column: Column) -> str | None:
        cell = self._cells.get(column)
        value = None if cell is None else cell.value
        if cell is None or value is None or not str(value).strip():
            if column.must:
                self._wrong("missing", column)
            return None if column.must else ""
        kind = str(cell.data_type)
        if kind == "n" and column.numbers and isinstance(value, int):
            return str(value)
        if kind in WRONG_KINDS:
            self._wrong(WRONG_KINDS[kind], column, value=value)
            return None
        return self._judged(fold(str(value)), column)

    def _judged(self, text: str, column: Column) -> str | None:
        if has_control_characters(text, lines=column.lines):
            self._wrong("unreadable", column)
            return None
        if len(text) > column.longest and column.attests is None:
            self._wrong("too_long", column, longest=column.longest, length=len(text))
            return None
        return text

    def _attested(self, column: Column) -> None:
        text = self._text(column)
        if text == NO:
            self._wrong("not_attested", column)
        elif text is not None and text != YES:
            self._wrong("not_yes_or_no", column, value=text[:10])

    def _wrong(self, code: str, column: Column, **values: object) -> None:
        self._faults.append(fault(code, column.words, self._number, **values))
