"""What may be typed in an application and what may be sent. Text is kept as typed; only the phone number is folded on sending."""

import re
from collections.abc import Mapping
from typing import Final

from chassis.errors import FieldError, Text
from chassis.texts import HIDDEN, has_hidden, plain
from services.enrollment.domain.text import REQUIRED

# Nothing but size is refused while typing; these are the widths of the columns.
DRAFT_LIMITS: Final = {"motivation": 5000, "post": 200, "title": 200, "phone": 50}
SHORTEST_MOTIVATION: Final = 10
LONGEST_MOTIVATION: Final = 2000
LONGEST_POST: Final = 60
LONGEST_TITLE: Final = 60
SENT_LIMITS: Final = {"motivation": LONGEST_MOTIVATION, "post": LONGEST_POST, "title": LONGEST_TITLE}
PHONE: Final = re.compile(r"1[3-9][0-9]{9}")
FULL_WIDTH_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")

WRONG_PHONE = Text(
    "手机号应为 11 位数字，以 13 至 19 开头，例如 13800000000。",
    "A mobile number has 11 digits and starts with 13 to 19, such as 13800000000.",
)


def check_draft(typed: Mapping[str, str]) -> list[FieldError]:
    """What cannot be kept even as a draft: text wider than its column, and NUL, which the database cannot hold."""
    found = []
    for name, value in typed.items():
        if len(value) > DRAFT_LIMITS[name]:
            # The limit that counts on sending: shortened to the column's width it would be refused a second time.
            sent = SENT_LIMITS.get(name)
            found.append(FieldError(name, _too_long(sent, len(value)) if sent else WRONG_PHONE))
        elif "\0" in value:
            found.append(FieldError(name, HIDDEN))
    return found


def check_submission(typed: Mapping[str, str]) -> list[FieldError]:
    """Every field that keeps an application from being sent."""
    checks = {
        "motivation": _text_fault(typed["motivation"], LONGEST_MOTIVATION, SHORTEST_MOTIVATION, lines=True),
        "post": _text_fault(typed["post"], LONGEST_POST),
        "title": _text_fault(typed["title"], LONGEST_TITLE),
        "phone": _phone_fault(typed["phone"]),
    }
    return [FieldError(name, fault) for name, fault in checks.items() if fault is not None]


def as_sent(name: str, typed: str) -> str:
    """What was typed in a field as a revision keeps it: in one form of each character, the phone number folded."""
    return fold_phone(typed) if name == "phone" else plain(typed)


def fold_phone(typed: str) -> str:
    """Full-width digits become ordinary ones; spaces and hyphens between groups go."""
    return re.sub(r"[\s-]", "", typed.translate(FULL_WIDTH_DIGITS))


def _text_fault(value: str, longest: int, shortest: int = 1, *, lines: bool = False) -> Text | None:
    length = len(value.strip())
    if length == 0:
        return REQUIRED
    if length > longest:
        return _too_long(longest, length)
    if length < shortest:
        return Text(
            f"至少写 {shortest} 个字，现在是 {length} 个。",
            f"Write at least {shortest} characters; these are {length}.",
        )
    return HIDDEN if has_hidden(value, lines=lines) else None


def _phone_fault(value: str) -> Text | None:
    if not value.strip():
        return REQUIRED
    return None if PHONE.fullmatch(fold_phone(value)) else WRONG_PHONE


def _too_long(longest: int, length: int) -> Text:
    return Text(
        f"最多 {longest} 个字，现在是 {length} 个，请删减。",
        f"At most {longest} characters; these are {length}. Shorten it.",
    )
