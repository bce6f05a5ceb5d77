"""What a studio's window may hold (Art. 8.1)."""

from typing import Final

from chassis.errors import FieldError, InvalidError, invalid_field
from chassis.texts import HIDDEN, has_hidden, plain

LONGEST_TEXT: Final = 20_000
LONGEST_ALT: Final = 200
MOST_PICTURES: Final = 12


def folded(typed: str) -> str:
    """The text with plain line ends, as forms send other ones than programs. Raises InvalidError for what cannot be kept."""
    text = plain(typed.replace("\r\n", "\n"))
    if len(text) > LONGEST_TEXT:
        raise invalid_field(
            "text",
            "text_too_long",
            f"最多 {LONGEST_TEXT} 个字，现在是 {len(text)} 个，请删减。",
            f"At most {LONGEST_TEXT} characters; these are {len(text)}. Shorten it.",
        )
    if has_hidden(text, lines=True):
        raise InvalidError("invalid_fields", HIDDEN, fields=(FieldError("text", HIDDEN),))
    return text


def alternative(typed: str) -> str:
    """What is told of a picture to those who do not see it. Raises InvalidError where nothing is, or what nobody can read."""
    alt = plain(typed).strip()
    if not alt or len(alt) > LONGEST_ALT or has_hidden(alt):
        raise invalid_field(
            "alt",
            "alt",
            f"请用 1 至 {LONGEST_ALT} 个字说明图片上是什么，供看不到图片的人阅读。",
            f"Say in 1 to {LONGEST_ALT} characters what the picture shows, for those who cannot see it.",
        )
    return alt


def is_empty(text: str) -> bool:
    """Whether there is nothing to read."""
    return not text.strip()
