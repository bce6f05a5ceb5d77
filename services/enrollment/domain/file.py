"""Which files may be attached, by what name and of what size."""

from collections.abc import Mapping
from typing import Final

import filetype

from chassis.errors import FieldError, InvalidError, Text, TooLargeError, invalid_field
from services.enrollment.domain.text import has_control_characters

MEGABYTE = 1024 * 1024


def file_too_large(limit: int) -> TooLargeError:
    """A file above the limit, in bytes."""
    text = Text(
        f"文件超过 {limit // MEGABYTE} MB，请压缩后再上传。",
        f"The file is larger than {limit // MEGABYTE} MB. Make it smaller and upload it again.",
    )
    return TooLargeError("file_too_large", text, fields=(FieldError("file", text),))


LARGEST: Final = 10 * MEGABYTE
MOST_FILES: Final = 10
LONGEST_NAME: Final = 200
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLD_WORD: Final = "application/msword"
PAPERS: Final = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}
PICTURES: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}
WRITINGS: Final = PAPERS | {WORD: "Word", OLD_WORD: "Word"}
ENDINGS: Final = {
    "doc": OLD_WORD, "docx": WORD,
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
}  # fmt: skip


def media_type(name: str, content: bytes, allowed: Mapping[str, str] = PAPERS) -> str:
    """What the bytes are. Raises TooLargeError above 10 MB, InvalidError for anything that is not allowed.

    The name does not count, except that it must not say something else than the bytes do.
    """
    if len(content) > LARGEST:
        raise file_too_large(LARGEST)
    if not content:
        raise invalid_field("file", "file_empty", "文件是空的，请重新选择。", "The file is empty. Choose it again.")
    found = filetype.guess_mime(content)
    if found not in allowed:
        raise _not_allowed(tuple(dict.fromkeys(allowed.values())))
    claimed = ENDINGS.get(name.rpartition(".")[2].lower())
    if claimed != found:
        raise _disguised(allowed[found])
    return str(found)


def file_name(given: str | None) -> str:
    """The name without folders. Raises InvalidError for none, a long one, or one with invisible characters."""
    name = (given or "").replace("\\", "/").rpartition("/")[2].strip()
    if not name or len(name) > LONGEST_NAME or has_control_characters(name):
        raise invalid_field(
            "file",
            "file_name",
            f"文件名须为 1 至 {LONGEST_NAME} 个可见字符，请改名后再上传。",
            f"A file's name has 1 to {LONGEST_NAME} visible characters. Rename it and upload it again.",
        )
    return name


def too_many() -> InvalidError:
    """One file more than a case may have."""
    return invalid_field(
        "file",
        "too_many_files",
        f"最多附 {MOST_FILES} 个文件。请先移除不需要的文件。",
        f"At most {MOST_FILES} files. Remove one that is not needed first.",
    )


def _not_allowed(kinds: tuple[str, ...]) -> InvalidError:
    *others, last = kinds
    text = Text(
        f"只能上传 {'、'.join(others)} 或 {last} 文件。这个文件的内容不是其中之一（只改扩展名不行），请转换后再上传。",
        f"Only {', '.join(others)} and {last} files. "
        "This one is none of them inside, whatever its name says. Convert it first.",
    )
    return InvalidError("file_type", text, fields=(FieldError("file", text),))


def _disguised(found: str) -> InvalidError:
    text = Text(
        f"文件的扩展名与内容不符：内容是 {found}。请改成正确的扩展名后再上传。",
        f"The file's name and content differ: it is a {found}. Give it the right ending and upload it again.",
    )
    return InvalidError("file_disguised", text, fields=(FieldError("file", text),))
