"""What a file is by its bytes: only known kinds are taken, and none whose name says something else."""

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

import puremagic

from chassis.errors import FieldError, InvalidError, Text, TooLargeError, invalid_field
from chassis.texts import without_hidden

MOST_BYTES: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 120
# Signatures stand at the beginning; the rest of a stranger's file is not looked at here.
LOOKED_AT: Final = 4096
OLE_DIRECTORY: Final = "WordDocument".encode("utf-16-le")


class Format(Enum):
    """A kind of file: its media type, what people call it, and the endings its name may have."""

    PDF = "application/pdf", "PDF", ("pdf",)
    JPEG = "image/jpeg", "JPEG", ("jpg", "jpeg")
    PNG = "image/png", "PNG", ("png",)
    WEBP = "image/webp", "WebP", ("webp",)
    WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", ("docx",)
    OLD_WORD = "application/msword", "Word", ("doc",)
    WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", ("xlsx",)

    def __init__(self, media_type: str, word: str, endings: tuple[str, ...]) -> None:
        self.media_type = media_type
        self.word = word
        self.endings = endings


PAPERS: Final = (Format.PDF, Format.JPEG, Format.PNG)
PICTURES: Final = (Format.JPEG, Format.PNG, Format.WEBP)
WRITINGS: Final = (*PAPERS, Format.WORD, Format.OLD_WORD)

_SIGNED: Final = {each.media_type: each for each in (*PAPERS, Format.WEBP, Format.OLD_WORD)}
_PARTS: Final = {"word/document.xml": Format.WORD, "xl/workbook.xml": Format.WORKBOOK}


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file somebody sent, found to be what its name says; `sha256` in hex."""

    name: str
    media_type: str
    content: bytes
    sha256: str

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)


def checked(name: str | None, content: bytes, allowed: Sequence[Format] = PAPERS) -> NewFile:
    """The file, if it may be taken.

    Raises TooLargeError `file_too_large` above 10 MB, InvalidError `file_empty`, `file_name`, `file_type` for what is none of
    the kinds allowed, `file_disguised` where the name's ending and the content differ.
    """
    require_content(content)
    found = sniffed(content)
    if found is None or found not in allowed:
        raise _not_allowed(allowed)
    plain_name = file_name(name)
    if PurePosixPath(plain_name).suffix.lower().removeprefix(".") not in found.endings:
        raise _disguised(found)
    return NewFile(plain_name, found.media_type, content, hashlib.sha256(content).hexdigest())


def require_content(content: bytes) -> None:
    """Raises TooLargeError `file_too_large` above 10 MB, InvalidError `file_empty`."""
    if len(content) > MOST_BYTES:
        raise too_large()
    if not content:
        raise invalid_field("file", "file_empty", "文件是空的，请重新选择。", "The file is empty. Choose it again.")


def sniffed(content: bytes) -> Format | None:
    """What the bytes are; None for anything that is not known here."""
    if content.startswith(b"PK"):
        return _archived(content)
    try:
        # Without the name: given one, the library would look for such a file on our own disk.
        media_type = puremagic.from_string(content[:LOOKED_AT], mime=True)
    except (puremagic.PureError, ValueError):
        return None
    found = _SIGNED.get(media_type)
    if found is Format.OLD_WORD and OLE_DIRECTORY not in content:
        return None
    return found


def _archived(content: bytes) -> Format | None:
    """Word and Excel are both ZIP archives; which one, only the names of the parts say."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    kinds = [kind for part, kind in _PARTS.items() if part in names]
    return kinds[0] if len(kinds) == 1 else None


def file_name(given: str | None) -> str:
    """The name without folders and without what nobody sees, shortened before its ending. Raises InvalidError for none."""
    last = without_hidden(PurePosixPath((given or "").replace("\\", "/")).name).strip()
    if not last.strip("."):
        raise invalid_field(
            "file",
            "file_name",
            "文件没有名称，请改名后再上传。",
            "The file has no name. Give it one and upload it again.",
        )
    stem, suffix = PurePosixPath(last).stem, PurePosixPath(last).suffix[:10]
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def too_large() -> TooLargeError:
    """A file beyond the limit; `extra` tells it in bytes."""
    text = Text(
        f"文件超过 {MOST_BYTES >> 20} MB，请压缩后再上传。",
        f"The file is larger than {MOST_BYTES >> 20} MB. Make it smaller, then try again.",
    )
    return TooLargeError("file_too_large", text, fields=(FieldError("file", text),), extra={"limit": MOST_BYTES})


def _not_allowed(allowed: Sequence[Format]) -> InvalidError:
    *others, last = dict.fromkeys(each.word for each in allowed)
    zh = f"{'、'.join(others)} 或 {last}" if others else last
    en = f"{', '.join(others)} and {last}" if others else last
    return invalid_field(
        "file",
        "file_type",
        f"只能上传 {zh} 文件。这个文件的内容不是其中之一（只改扩展名不行），请转换后再上传。",
        f"Only {en} files can be taken. This one is none of them inside, whatever its name says. Convert it first.",
    )


def _disguised(found: Format) -> InvalidError:
    return invalid_field(
        "file",
        "file_disguised",
        f"文件的扩展名与内容不符：内容是 {found.word}。请改成正确的扩展名后再上传。",
        f"The file's name and content differ: it is a {found.word} file. Give it the right ending and upload it again.",
    )
