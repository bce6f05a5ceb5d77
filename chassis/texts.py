"""What counts as plain text: one form of each character, and nothing a reader would not see."""

import unicodedata
from typing import Final

from chassis.errors import Text

LINE_BREAKS: Final = frozenset("\t\n\r")
# They turn the direction of what follows, or take no room at all: a reviewer would read something else than was written.
# Cf holds both, and tags and soft hyphens; Zl and Zp break lines where no page does; Cs is half a character.
UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

HIDDEN = Text(
    "内容里有看不见的字符（控制符、零宽字符或改变文字方向的符号），请删去后重新输入这一段。",
    "There are invisible characters in it, such as control or zero-width ones. Type that part again.",
)


def plain(text: str) -> str:
    """The text in Unicode's composed form (NFC): the same word is then the same characters, whoever typed it."""
    return unicodedata.normalize("NFC", text)


def has_hidden(text: str, *, lines: bool = False) -> bool:
    """Whether a reader would not see all that is there; `lines` allows line breaks and tabs."""
    allowed = LINE_BREAKS if lines else frozenset()
    return any(unicodedata.category(sign) in UNSEEN and sign not in allowed for sign in text)


def without_hidden(text: str) -> str:
    """The text without what nobody sees: for names of files, which come as a program made them."""
    return "".join(sign for sign in plain(text) if not has_hidden(sign))


def literally(typed: str) -> str:
    """What was typed, as a pattern of LIKE that finds it anywhere: `%` and `_` mean themselves."""
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
