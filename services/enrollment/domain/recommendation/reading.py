"""From the bytes of a workbook to rows: every cell that cannot be read is told, none is guessed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import get_column_letter

from chassis.errors import InvalidError, invalid_field
from chassis.sheets.reading import Area, Cell, ReadSheet, open_workbook
from chassis.sheets.reading import Row as CellsOfRow
from chassis.texts import has_hidden
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

# What stands so far below the rows a sheet may have was not meant; each empty row before it would be told.
FARTHEST: Final = 2 * MOST_ROWS
WRONG_KINDS: Final = {"error": "broken", "formula": "formula", "date": "date", "truth": "truth", "number": "number"}


@dataclass(frozen=True)
class SheetRead:
    """The rows of a sheet, and every fault of its form."""

    rows: list[Row]
    faults: list[Fault]


async def read(content: bytes) -> SheetRead:
    """Read a workbook, in a process of its own. Raises TooLargeError or InvalidError where it cannot be opened or has no such sheet."""
    return understood(await open_workbook(content))


def understood(sheets: Iterable[ReadSheet]) -> SheetRead:
    """The rows of the sheet that counts. Raises InvalidError `sheet_missing`."""
    sheet = next((sheet for sheet in sheets if key(sheet.title) == key(SHEET)), None)
    if sheet is None:
        raise sheet_missing()
    if any(row.number > FARTHEST for row in sheet.rows):
        return SheetRead([], [fault("too_many_rows", row=FARTHEST)])
    places, faults = _header(sheet)
    if faults:
        return SheetRead([], faults)
    faults = [fault("merged", row=area.top, range=_range(area)) for area in sheet.merged]
    rows = list[Row]()
    for cells in _filled(sheet, places, faults):
        if len(rows) == MOST_ROWS:
            faults.append(fault("too_many_rows", row=cells.number))
            break
        row, wrong = _Reading(cells.number, {column: cells.cells.get(place) for column, place in places.items()}).row()
        rows.append(row)
        faults += wrong
    if not rows:
        faults.append(fault("no_rows", row=2))
    return SheetRead(rows, faults)


def sheet_missing() -> InvalidError:
    """A workbook of something else."""
    return invalid_field(
        "file",
        "sheet_missing",
        f"没有名为“{SHEET}”的工作表。请使用模板，不要改工作表的名称。",
        f"There is no sheet named {SHEET}. Use the template and leave the names of its sheets as they are.",
    )


def _header(sheet: ReadSheet) -> tuple[dict[Column, int], list[Fault]]:
    """Where each column is, and what is wrong with row 1."""
    first = next((row for row in sheet.rows if row.number == 1), None)
    words = {place: first.text(place) for place in first.cells} if first is not None else {}
    words = {place: each for place, each in words.items() if each}
    known = {key(column.words): column for column in COLUMNS}
    counts = Counter(key(each) for each in words.values())
    faults = [fault("column_unknown", each, 1, words=each) for each in words.values() if key(each) not in known]
    faults += [fault("column_twice", known[each].words, 1, words=known[each].words)
               for each, count in counts.items() if count > 1 and each in known]  # fmt: skip
    # The columns that may be empty may be left out as well.
    faults += [fault("column_missing", column.words, 1, words=column.words)
               for column in COLUMNS if column.must and key(column.words) not in counts]  # fmt: skip
    return {known[key(each)]: place for place, each in words.items() if key(each) in known}, faults


def _range(area: Area) -> str:
    return f"{get_column_letter(area.left)}{area.top}:{get_column_letter(area.right)}{area.bottom}"


def _filled(sheet: ReadSheet, places: Mapping[Column, int], faults: list[Fault]) -> Iterator[CellsOfRow]:
    """The rows that hold something, but the example; an empty one with something after it is a fault."""
    last = 1
    for row in sheet.rows:
        if row.number == 1 or not any(row.text(place) for place in row.cells):
            continue
        if key(row.text(places[NAME])) != key(EXAMPLE):
            faults += [fault("empty_row", row=number) for number in range(last + 1, row.number)]
            yield row
        last = row.number


class _Reading:
    """One row on its way from cells to words."""

    def __init__(self, number: int, cells: Mapping[Column, Cell | None]) -> None:
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
        if cell is None or not str(cell.value).strip():
            if column.must:
                self._wrong("missing", column)
            return None if column.must else ""
        if cell.kind == "number" and column.numbers and isinstance(cell.value, int):
            return str(cell.value)
        if cell.kind in WRONG_KINDS:
            self._wrong(WRONG_KINDS[cell.kind], column, value=cell.value)
            return None
        return self._judged(fold(str(cell.value)), column)

    def _judged(self, text: str, column: Column) -> str | None:
        if has_hidden(text, lines=column.lines):
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
