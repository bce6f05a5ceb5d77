"""A trainee's development plan (成长规划, Arts. 5.2, 6.1): a paper over two to three years, agreed to by the host."""

from typing import Final

from chassis.errors import FieldError, InvalidError, Text
from chassis.texts import HIDDEN, has_hidden, plain
from services.enrollment.domain.text import REQUIRED

# The measures ask for plans over 2 to 3 years, though a cycle lasts two.
SHORTEST_YEARS: Final = 2
LONGEST_YEARS: Final = 3
LONGEST_TITLE: Final = 60


def check_plan(title: str, years: int) -> None:
    """Raises InvalidError naming every field that needs a change."""
    checks = {"title": _title_fault(title), "years": _years_fault(years)}
    faults = tuple(FieldError(name, fault) for name, fault in checks.items() if fault is not None)
    if faults:
        text = faults[0].text if len(faults) == 1 else Text("有几项需要修改。", "Some fields need a change.")
        raise InvalidError("invalid_plan", text, fields=faults)


def titled(typed: str) -> str:
    """The title as it is kept: in one form of each character, without spaces around it."""
    return plain(typed).strip()


def _title_fault(title: str) -> Text | None:
    length = len(titled(title))
    if length == 0:
        return REQUIRED
    if length > LONGEST_TITLE:
        return Text(
            f"标题最多 {LONGEST_TITLE} 个字，现在是 {length} 个，请删减。",
            f"A title has at most {LONGEST_TITLE} characters; these are {length}. Shorten it.",
        )
    return HIDDEN if has_hidden(title) else None


def _years_fault(years: int) -> Text | None:
    if SHORTEST_YEARS <= years <= LONGEST_YEARS:
        return None
    return Text(
        f"规划年限为 {SHORTEST_YEARS} 至 {LONGEST_YEARS} 年（第五条、第六条），请选择。",
        f"A plan covers {SHORTEST_YEARS} to {LONGEST_YEARS} years (Arts. 5, 6). Choose one of them.",
    )
