"""Whether a file may be opened as a workbook at all: looked at before anything in it is unpacked."""

import re
import zipfile
from io import BytesIO
from typing import Final

from chassis.errors import FieldError, InvalidError, Text
from services.enrollment.domain.file import LARGEST, MEGABYTE, file_too_large

# What a workbook of 2,000 rows unpacks to is a fraction of this.
MOST_UNPACKED: Final = 30 * MEGABYTE
MOST_PARTS: Final = 1000
# Excel's own limits for rows are far away; nobody fills in so many cells by hand.
MOST_CELLS: Final = 100_000
OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
CELL: Final = re.compile(rb"<(?:\w+:)?c[\s>/]")


def refuse_unless_workbook(content: bytes) -> None:
    """Raises TooLargeError above 10 MB, InvalidError for anything but a plain workbook of sensible size."""
    if len(content) > LARGEST:
        raise file_too_large(LARGEST)
    if not content:
        raise refusal("file_empty")
    if content.startswith(OLE):
        raise refusal("sheet_locked" if LOCKED in content else "sheet_old")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _look_through(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise refusal("sheet_damaged" if content.startswith(b"PK") else "sheet_type") from error


def _look_through(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise refusal("sheet_type")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusal("sheet_macros")
    # What a part claims to unpack to is all that is ever unpacked of it.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refusal("sheet_bomb")
    cells = 0
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        text = archive.read(part)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise refusal("sheet_damaged")
        if part.filename.startswith("xl/worksheets/"):
            cells += sum(1 for _ in CELL.finditer(text))
    if cells > MOST_CELLS:
        raise refusal("sheet_bomb")


def refusal(code: str) -> InvalidError:
    """Why the file as a whole cannot be read, and what to do."""
    return InvalidError(code, WORDS[code], fields=(FieldError("file", WORDS[code]),))


WORDS: Final = {
    "file_empty": Text("文件是空的，请重新选择。", "The file is empty. Choose it again."),
    "sheet_type": Text(
        "这不是 XLSX 工作簿（只改扩展名不行）。请下载模板填写，或在表格软件中另存为“Excel 工作簿（.xlsx）”。",
        "This is no XLSX workbook, whatever its name says. Fill in the template, or save it as an Excel workbook (.xlsx).",
    ),
    "sheet_old": Text(
        "这是旧格式的 XLS 文件。请在表格软件中另存为“Excel 工作簿（.xlsx）”后再上传。",
        "This is an XLS file of the old kind. Save it as an Excel workbook (.xlsx) and upload it again.",
    ),
    "sheet_locked": Text(
        "文件设了打开密码。请取消密码后再上传。", "The file is protected by a password. Take it off and upload it again."
    ),
    "sheet_macros": Text(
        "文件里有宏。请另存为不带宏的“Excel 工作簿（.xlsx）”后再上传。",
        "There are macros in the file. Save it as an Excel workbook without macros (.xlsx) and upload it again.",
    ),
    "sheet_bomb": Text(
        "文件解开后过大，不像是推荐表。请下载模板，只填写需要的行。",
        "Unpacked the file is too large for a sheet of recommendations. Use the template and fill in only the rows needed.",
    ),
    "sheet_damaged": Text(
        "文件已损坏，打不开。请用表格软件重新保存后再上传。",
        "The file is damaged and cannot be opened. Save it again and upload it once more.",
    ),
    "sheet_missing": Text(
        "没有名为“学校推荐”的工作表。请使用模板，不要改工作表的名称。",
        "There is no sheet named 学校推荐. Use the template and leave the names of its sheets as they are.",
    ),
}  # fmt: skip
