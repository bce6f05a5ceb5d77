"""Whether a title makes somebody eligible as a host (Art. 3): the level counts, not the name alone."""

import re
from collections.abc import Iterable
from typing import Final

from chassis.errors import FieldError, Text
from contracts.rules import TitleLevel, TitleRule
from services.enrollment.domain.text import SHORTEST_REASON, is_reason

LEVELS: Final[dict[TitleLevel, Text]] = {
    "national": Text("国家级", "national"),
    "provincial": Text("省级", "provincial"),
    "municipal": Text("市级", "municipal"),
    "county": Text("县级", "county"),
}
GROUPS: Final = {1: "（一）", 2: "（二）", 3: "（三）"}
_PREFIX = re.compile(r"^(国家|浙江省|省|温州市|市|县)(级)?")
_MARKS = re.compile(r"[“”\"'‘’「」『』《》\s]")


def key(name: str) -> str:
    """The title's name without its level, quotes and spaces: so 「省教坛新秀」 and 「教坛新秀」 are one."""
    return _PREFIX.sub("", _MARKS.sub("", name))


def group_of(titles: Iterable[TitleRule], name: str, level: TitleLevel) -> int | None:
    """The group of Art. 3 the title belongs to; None where it is not on the list."""
    return next((title.group for title in titles if key(title.name) == key(name) and title.level == level), None)


def fault(titles: Iterable[TitleRule], name: str, level: TitleLevel, reason: str) -> FieldError | None:
    """What stands against the title. One on the list at another level is never made good by a reason."""
    titles = tuple(titles)
    if group_of(titles, name, level) is not None:
        return None
    same = [title for title in titles if key(title.name) == key(name)]
    if same:
        return FieldError("title_level", _wrong_level(same, level))
    if not is_reason(reason):
        return FieldError("outside_reason", _not_listed(titles))
    return None


def _wrong_level(same: list[TitleRule], level: TitleLevel) -> Text:
    needed = "、".join(dict.fromkeys(LEVELS[title.level].zh for title in same))
    needed_en = ", ".join(dict.fromkeys(LEVELS[title.level].en for title in same))
    group = GROUPS[same[0].group]
    return Text(
        f"第三条{group}所列「{same[0].name}」须为{needed}，您填的是{LEVELS[level].zh}，不符合主持人选拔条件。请改填其他符合条件的称号。",
        f"Art. 3 {group} asks for this title at {needed_en} level; a {LEVELS[level].en} one does not qualify. Name another title.",
    )


def _not_listed(titles: Iterable[TitleRule]) -> Text:
    groups: dict[int, list[str]] = {}
    for title in titles:
        groups.setdefault(title.group, []).append(f"{LEVELS[title.level].zh}{key(title.name)}")
    told = "；".join(f"{GROUPS[group]}{'、'.join(names)}" for group, names in sorted(groups.items()))
    return Text(
        f"这个称号不在第三条所列之内：{told}。如确属「等」所含，请写明理由（至少 {SHORTEST_REASON} 个字），由市名师办认定。",
        f"This title is not among those of Art. 3: {told}. If it belongs there all the same, give a reason of at least "
        f"{SHORTEST_REASON} characters for the municipal office to weigh.",
    )
