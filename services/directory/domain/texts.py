"""What people type: names, phone numbers, logins. Stored as typed, refused where it could mislead or break a page."""

import re
import unicodedata

from chassis.errors import Text

NAME_LENGTH = 60
PHONE = re.compile(r"1[3-9][0-9]{9}")
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
COUNTY_CODE = re.compile(r"[0-9]{6}")

_FULL_WIDTH_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
# They turn the direction of the text around them, so that a name can be made to read as another.
_DIRECTION_MARKS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})


def has_control_characters(value: str) -> bool:
    """Whether the text holds characters that are not to be seen, such as NUL, line breaks or direction marks."""
    return any(unicodedata.category(char) in _REFUSED_CATEGORIES or char in _DIRECTION_MARKS for char in value)


def name_fault(value: str) -> Text | None:
    """What is wrong with a name, if anything: dots (·) and rare characters (𠮷) are fine."""
    if not value.strip():
        return Text("请填写名称。", "Fill in a name.")
    if len(value) > NAME_LENGTH:
        return Text(f"名称太长，最多 {NAME_LENGTH} 个字。", f"Too long: at most {NAME_LENGTH} characters.")
    if has_control_characters(value):
        return Text(
            "名称中有看不见的控制字符，请重新输入。", "The name holds invisible control characters; type it again."
        )
    return None


def fold_phone(value: str) -> str:
    """Full-width digits become plain ones."""
    return value.strip().translate(_FULL_WIDTH_DIGITS)


def phone_fault(folded: str) -> Text | None:
    """What is wrong with a mobile number, if anything."""
    if PHONE.fullmatch(folded):
        return None
    return Text("手机号应为 1 开头的 11 位数字。", "A mobile number has 11 digits and begins with 13 to 19.")


def fold_login(value: str) -> str:
    """Logins do not mind case or width."""
    return unicodedata.normalize("NFKC", value.strip()).casefold()


def login_fault(folded: str) -> Text | None:
    """What is wrong with a login, if anything."""
    if LOGIN.fullmatch(folded):
        return None
    return Text(
        "登录名应为 2–64 个字母、数字或 . _ @ -，以字母或数字开头。",
        "A login has 2 to 64 letters, digits or . _ @ - and begins with a letter or digit.",
    )


def printable(value: str) -> str:
    """A search word without what cannot be searched for."""
    return "".join(char for char in value if not has_control_characters(char)).strip()
