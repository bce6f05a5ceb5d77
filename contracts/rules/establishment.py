"""How a studio comes to be (Arts. 2, 3, 4.1, 8.1)."""

from typing import Literal

from pydantic import Field

from contracts.message import Message
from contracts.offices import CITY, Role
from contracts.rules.stages import JUDGED, StageRule, TitleLevel, stage_rule
from contracts.spans import working_days


class TitleRule(Message):
    """A title that makes somebody eligible as a host (Art. 3), at the level it must be of."""

    group: Literal[1, 2, 3]
    name: str
    level: TitleLevel


class LevelWord(Message):
    """A word in a title's own name that says of which level it is, as 县 does in 县教坛新秀."""

    word: str
    level: TitleLevel


def _words(level: TitleLevel, *words: str) -> tuple[LevelWord, ...]:
    return tuple(LevelWord(word=word, level=level) for word in words)


LEVEL_WORDS_1 = (
    *_words("national", "国家级", "国家", "全国"),
    *_words("provincial", "浙江省", "省级", "省"),
    *_words("municipal", "温州市", "市级", "市"),
    *_words("county", "县级", "区级", "县", "区", "鹿城区", "龙湾区", "瓯海区", "洞头区", "瑞安市", "乐清市", "龙港市"),
    *_words("county", "永嘉县", "平阳县", "苍南县", "文成县", "泰顺县"),
)


class Establishment(Message):
    """How a studio comes to be. The list of titles is the municipal office's (「等」) [D]."""

    target_hosts: int = Field(default=150, ge=1, description="Art. 2: beyond it there is a warning, no refusal [D].")
    level_words: tuple[LevelWord, ...] = Field(
        default=LEVEL_WORDS_1,
        description="Words a title may begin with, or name its level by [D]: name and level must fit.",
    )
    titles: tuple[TitleRule, ...]
    stages: tuple[StageRule, ...]


ESTABLISHMENT_1 = Establishment(
    titles=(
        TitleRule(group=1, name="国家“万人计划”教学名师", level="national"),
        TitleRule(group=1, name="省“万人计划”教学名师", level="provincial"),
        TitleRule(group=1, name="省特级教师", level="provincial"),
        TitleRule(group=1, name="省正高级教师", level="provincial"),
        TitleRule(group=1, name="享受教授级待遇中学高级教师", level="provincial"),
        TitleRule(group=1, name="市“特支计划”教学名师", level="municipal"),
        TitleRule(group=2, name="温州市名校长", level="municipal"),
        TitleRule(group=2, name="温州市名教师", level="municipal"),
        TitleRule(group=2, name="温州市名班主任", level="municipal"),
        TitleRule(group=3, name="教坛新秀", level="provincial"),
    ),
    stages=(
        stage_rule(
            "qualification", Role.MUNICIPAL_OFFICE, CITY, working_days(10), above=Role.MUNICIPAL_HR_DIVISION, verbs=JUDGED
        ),
        stage_rule("dispatch", Role.MUNICIPAL_OFFICE, CITY, working_days(10), above=Role.MUNICIPAL_HR_DIVISION, verbs=()),
        stage_rule(
            "base_proposal", Role.COUNTY_PERSONNEL_SECTION, "studio_county", working_days(10), above=Role.MUNICIPAL_OFFICE,
            verbs=(),
        ),
        stage_rule(
            "base_confirmation", Role.TRAINEE_SCHOOL, "base_school", working_days(5), above=Role.COUNTY_OFFICE, verbs=JUDGED
        ),
    ),
)  # fmt: skip
