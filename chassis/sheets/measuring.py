"""A workbook measured before it is opened: a library makes a cell for all of a rectangle, whatever few of them are filled.

Read by expat as a stream, part by part, so that no encoding slips past a search for bytes.
"""

import re
import zipfile
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat

MEGABYTE: Final = 1024 * 1024
OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
MACROS: Final = "vbaproject.bin"
# Content types of workbooks are many; these two parts are in all of them.
WHOLE: Final = {"[Content_Types].xml", "xl/workbook.xml"}
MOST_PARTS: Final = 1000
# Nobody fills in so many cells by hand.
MOST_CELLS: Final = 100_000
MOST_UNPACKED: Final = 30 * MEGABYTE
# Excel's own last cell is XFD1048576.
PLACE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
CHUNK: Final = 64 * 1024


class FaultyWorkbookError(Exception):
    """Why it cannot be opened: `type`, `old`, `locked`, `macros`, `too_large` or `damaged`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def measure(content: bytes) -> None:
    """Look through the whole of it. Raises FaultyWorkbookError for what must not, or need not, be opened."""
    if content.startswith(OLE):
        raise FaultyWorkbookError("locked" if LOCKED in content else "old")
    if not content.startswith(b"PK"):
        raise FaultyWorkbookError("type")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _measure(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FaultyWorkbookError("damaged") from error
    except (ValueError, expat.ExpatError) as error:
        raise FaultyWorkbookError("damaged") from error


def _measure(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if not set(names) >= WHOLE:
        raise FaultyWorkbookError("type")
    if any(name.lower().endswith(MACROS) for name in names):
        raise FaultyWorkbookError("macros")
    # What a part claims to unpack to is all that is ever unpacked of it.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FaultyWorkbookError("too_large")
    if len(set(names)) < len(names):
        # Two parts of one name: which of them is read would be the library's choice.
        raise FaultyWorkbookError("damaged")
    room = MOST_CELLS
    for part in parts:
        room -= _cells_of(archive, part)
        if room < 0:
            raise FaultyWorkbookError("too_large")


def _cells_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    measured = _Part()
    try:
        measured.read(archive, part)
    except expat.ExpatError:
        # A picture is no XML. But its name proves nothing: what a sheet is, a relationship says, so each part was tried.
        if part.filename.lower().endswith((".xml", ".rels")):
            raise
    return measured.cells


class _Part:
    """One part on its way through expat: how many cells a library would make of it."""

    def __init__(self) -> None:
        self._last_row = 0
        self._last_column = 0
        self._row = 0
        self._column = 0
        self._areas = 0
        self._filled = 0

    @property
    def cells(self) -> int:
        """All of its rectangle from A1, and all of its areas."""
        return max(self._last_row * self._last_column, self._filled) + self._areas

    def read(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        """Raises ExpatError for what is no XML, FaultyWorkbookError for what declares a type of its own."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = self._element
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row = _number(attributes.get("r"), self._row + 1)
                self._column = 0
            case "c":
                self._cell(attributes.get("r"))
            case "mergeCell" | "hyperlink" if "ref" in attributes:
                first, _, last = attributes["ref"].partition(":")
                (left, top), (right, bottom) = _place(first), _place(last or first)
                self._areas += (abs(right - left) + 1) * (abs(bottom - top) + 1)

    def _cell(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
        else:
            self._column, self._row = _place(reference)
        self._filled += 1
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)


def _number(written: str | None, otherwise: int) -> int:
    return otherwise if written is None else int(written)


def _place(reference: str) -> tuple[int, int]:
    """Column and row, from 1. Raises ValueError for what is no place."""
    found = PLACE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(found[2])


def _refuse(*_: Any) -> None:
    raise FaultyWorkbookError("damaged")
