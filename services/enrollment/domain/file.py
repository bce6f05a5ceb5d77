"""How many files a case may have."""

from typing import Final

from chassis.errors import InvalidError, invalid_field

MOST_FILES: Final = 10


def too_many() -> InvalidError:
    """One file more than a case may have."""
    return invalid_field(
        "file",
        "too_many_files",
        f"最多附 {MOST_FILES} 个文件。请先移除不需要的文件。",
        f"At most {MOST_FILES} files. Remove one that is not needed first.",
    )
