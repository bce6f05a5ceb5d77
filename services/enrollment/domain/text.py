"""What typed text may hold, whatever it is about."""

import unicodedata
from typing import Final

from chassis.errors import Text

# [D] As long as 「工作调动」: shorter, a reason tells nobody anything.
SHORTEST_REASON: Final = 4
LINE_BREAKS: Final = frozenset("\t\n\r")
# They turn the direction of what follows, so that a reviewer would read something else than was written.
DIRECTION_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

REQUIRED = Text("请填写这一项。", "Fill this in.")
UNREADABLE = Text(
    "内容里有看不见的控制字符，请删去后重新输入这一段。",
    "There are invisible control characters in it. Type that part again.",
)


def has_control_characters(value: str, *, lines: bool = False) -> bool:
    """Whether a reader would not see all that is there; `lines` allows line breaks."""
    allowed = LINE_BREAKS if lines else frozenset()
    return any(
        (unicodedata.category(sign) == "Cc" and sign not in allowed) or sign in DIRECTION_OVERRIDES for sign in value
    )


def is_reason(typed: str) -> bool:
    """Whether it says enough to be kept as the reason for something."""
    return len(typed.strip()) >= SHORTEST_REASON
