"""A file that cannot be opened as a workbook is refused with a way out."""

import zipfile
from io import BytesIO

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.services.enrollment.programme import Programme, code
from tests.services.enrollment.recommendation.importing import GOOD
from tests.services.enrollment.recommendation.workbooks import row, upload, workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED = "EncryptedPackage".encode("utf-16-le")


def without_sheet() -> bytes:
    def rename(sheet: Worksheet) -> None:
        sheet.title = "Sheet1"

    return workbook([row("林一鸣")], then=rename)


def packed(parts: dict[str, bytes], *, of: bytes | None = None) -> bytes:
    """A zip of these parts, put into a workbook where one is given."""
    written = BytesIO(of or b"")
    with zipfile.ZipFile(written, "a" if of else "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


MANY_CELLS = b"<worksheet><sheetData><row>" + b"<c/>" * 100_001 + b"</row></sheetData></worksheet>"
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "file_empty"),
    "text": ("姓名,工作室\n林一鸣,某工作室".encode(), "sheet_type"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "sheet_type"),
    "another zip": (packed({"a.txt": b"a"}), "sheet_type"),
    "a document": (packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "sheet_type"),
    "an old workbook": (OLE + bytes(2048), "sheet_old"),
    "a password": (OLE + bytes(1000) + LOCKED + bytes(1000), "sheet_locked"),
    "macros": (packed({"xl/vbaProject.bin": b"macro"}, of=GOOD), "sheet_macros"),
    "a bomb": (packed({"xl/media/image.xml": bytes(31 * 1024 * 1024)}, of=GOOD), "sheet_too_large"),
    "too many cells": (packed({"xl/worksheets/sheet9.xml": MANY_CELLS}, of=GOOD), "sheet_too_large"),
    "too many parts": (packed({f"xl/{number}.txt": b"" for number in range(1001)}, of=GOOD), "sheet_too_large"),
    "entities": (packed({"xl/other.xml": b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}, of=GOOD), "sheet_damaged"),
    "cut off": (GOOD[:-200], "sheet_damaged"),
    "nonsense inside": (packed({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a"}), "sheet_damaged"),
    "another sheet": (without_sheet(), "sheet_missing"),
    "too large": (bytes(10 * 1024 * 1024 + 1), "file_too_large"),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_a_file_that_cannot_be_opened_is_refused_with_a_way_out(programme: Programme, name: str) -> None:
    content, expected = UNREADABLE[name]
    answer = await upload(programme, content)
    assert code(answer, 413 if expected == "file_too_large" else 422) == expected
    assert [each["field"] for each in answer.json()["errors"]] == ["file"]


def test_no_two_of_these_refusals_say_the_same() -> None:
    assert len({expected for _, expected in UNREADABLE.values()}) == 9
