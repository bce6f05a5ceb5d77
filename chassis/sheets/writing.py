"""Tables for spreadsheets: one XLSX sheet, row by row, in which no cell is ever a formula."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from tempfile import SpooledTemporaryFile

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from chassis.clock import SHANGHAI

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_IN_MEMORY = 1024 * 1024
CHUNK = 64 * 1024
# A spreadsheet takes what begins like this for a formula as soon as somebody edits the cell.
SUSPICIOUS = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | datetime | None


class Sheet:
    """A sheet that is written once, from the top down, and kept on disk as it grows."""

    def __init__(self, title: str, columns: Sequence[tuple[str, int]]) -> None:
        """`columns` are headers with their widths in characters; the header row stays in sight."""
        self._workbook = Workbook(write_only=True)
        self._sheet = self._workbook.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for number, (_, width) in enumerate(columns, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        headers = [self._cell(header) for header, _ in columns]
        for header in headers:
            header.font = Font(bold=True)
        self._sheet.append(headers)

    def extend(self, rows: Iterable[Sequence[Value]]) -> None:
        """Add rows."""
        for row in rows:
            self._sheet.append([self._cell(value) for value in row])

    def content(self) -> Iterator[bytes]:
        """The finished file, in pieces; nothing can be added any more."""
        with SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as file:
            self._workbook.save(file)
            file.seek(0)
            while piece := file.read(CHUNK):
                yield piece

    def _cell(self, value: Value) -> Cell:
        if isinstance(value, datetime):
            # A spreadsheet knows no time zones: the day it was in Shanghai.
            value = datetime.combine(value.astimezone(SHANGHAI), time())
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell = WriteOnlyCell(self._sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.number_format = "@"
            cell.quotePrefix = value.startswith(SUSPICIOUS)
        elif isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd"
        return cell
