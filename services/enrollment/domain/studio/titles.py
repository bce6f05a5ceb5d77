"""Whether a title makes somebody eligible as a host (Art. 3): the level counts, not the name alone."""

import re
from dataclasses import dataclass
from typing import Final

from chassis.errors import FieldError, Text
from contracts.rules import Establishment, TitleLevel, TitleRule
from services.enrollment.domain.text import is_reason

LEVELS: Final[dict[TitleLevel, Text]] = {
    "national": Text("国家级", "national"),
    "provincial": Text("省级", "provincial"),
    "municipal": Text("市级", "municipal"),
    "county": Text("县级", "county"),
}
GROUPS: Final = {1: "（一）", 2: "（二）", 3: "（三）"}
_MARKS = re.compile(r"[“”\"'‘’「」『』《》\s]")
_LEVEL = "级"


@dataclass(frozen=True)
class Title:
    """A title as somebody names it; `reason` is why it belongs to those of Art. 3 where it is not on the list (「等」)."""

    name: str
    level: TitleLevel
    reason: str = ""


def _bare(name: str) -> str:
    return _MARKS.sub("", name)


def _leading(rules: Establishment, name: str) -> str:
    """The word of a level the name begins with, the longest one; empty where there is none."""
    found = [each.word for each in rules.level_words if _bare(name).startswith(each.word)]
    return max(found, key=len, default="")


def named_level(rules: Establishment, name: str) -> TitleLevel | None:
    """The level the title's own words name: what it begins with, or else one called so anywhere in it, such as 县级."""
    levels = {each.word: each.level for each in rules.level_words}
    if leading := _leading(rules, name):
        return levels[leading]
    called = (word for word in levels if word.endswith(_LEVEL) and word in _bare(name))
    return next((levels[word] for word in called), None)


def key(rules: Establishment, name: str) -> str:
    """The title's name without its level, quotes and spaces: so 「省教坛新秀」 and 「教坛新秀」 are one."""
    return _bare(name).removeprefix(_leading(rules, name)).removeprefix(_LEVEL)


def group_of(rules: Establishment, title: Title) -> int | None:
    """The group of Art. 3 the title belongs to; None where it is not on the list."""
    named = key(rules, title.name), title.level
    return next((each.group for each in rules.titles if (key(rules, each.name), each.level) == named), None)


def fault(rules: Establishment, title: Title, shortest: int) -> FieldError | None:
    """What stands against the title. One whose own words name another level, or on the list at another, no reason makes good."""
    named = named_level(rules, title.name)
    if named not in (None, title.level):
        return FieldError("title_level", _other_level(LEVELS[named], LEVELS[title.level]))
    if group_of(rules, title) is not None:
        return None
    same = [each for each in rules.titles if key(rules, each.name) == key(rules, title.name)]
    if same:
        return FieldError("title_level", _wrong_level(same, title.level))
    if not is_reason(title.reason, shortest):
        return FieldError("outside_reason", _not_listed(rules, shortest))
    return None


def _other_level(named: Text, chosen: Text) -> Text:
    return Text(
        f"称号名称写明是{named.zh}，所选级别却是{chosen.zh}，两者不符。请按证书核对称号和级别。",
        f"By its own words this is a {named.en} title, and the level chosen is {chosen.en}. Check both against the certificate.",
    )


def _wrong_level(same: list[TitleRule], level: TitleLevel) -> Text:
    needed = "、".join(dict.fromkeys(LEVELS[title.level].zh for title in same))
    needed_en = ", ".join(dict.fromkeys(LEVELS[title.level].en for title in same))
    group = GROUPS[same[0].group]
    return Text(
        f"第三条{group}所列「{same[0].name}」须为{needed}，您填的是{LEVELS[level].zh}，不符合主持人选拔条件。请改填其他符合条件的称号。",
        f"Art. 3 {group} asks for this title at {needed_en} level; a {LEVELS[level].en} one does not qualify. Name another title.",
    )


def _not_listed(rules: Establishment, shortest: int) -> Text:
    groups: dict[int, list[str]] = {}
    for title in rules.titles:
        groups.setdefault(title.group, []).append(f"{LEVELS[title.level].zh}{key(rules, title.name)}")
    told = "；".join(f"{GROUPS[group]}{'、'.join(names)}" for group, names in sorted(groups.items()))
    return Text(
        f"这个称号不在第三条所列之内：{told}。如确属「等」所含，请写明理由（至少 {shortest} 个字），由市名师办认定。",
        f"This title is not among those of Art. 3: {told}. If it belongs there all the same, give a reason of at least "
        f"{shortest} characters for the municipal office to weigh.",
    )
