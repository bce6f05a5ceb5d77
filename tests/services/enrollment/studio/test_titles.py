"""Which titles make a host (Art. 3): the level counts."""

import pytest

from contracts.rules import ESTABLISHMENT_1, TitleLevel
from services.enrollment.domain.studio import titles
from services.enrollment.domain.studio.titles import Title

RULES = ESTABLISHMENT_1
REASON = "该称号由省教育厅颁发，与教坛新秀同级。"


@pytest.mark.parametrize(
    ("name", "level", "group"),
    [
        ("省特级教师", "provincial", 1),
        ("特级教师", "provincial", 1),
        ("国家“万人计划”教学名师", "national", 1),
        ('省"万人计划"教学名师', "provincial", 1),
        ("市「特支计划」教学名师", "municipal", 1),
        ("温州市名班主任", "municipal", 2),
        ("省教坛新秀", "provincial", 3),
        ("教坛新秀", "provincial", 3),
    ],
)
def test_a_listed_title_is_found_whatever_its_quotes_and_prefix(name: str, level: TitleLevel, group: int) -> None:
    assert titles.group_of(RULES, Title(name, level)) == group
    assert titles.fault(RULES, Title(name, level), 5) is None


@pytest.mark.parametrize("level", ["county", "municipal"])
@pytest.mark.parametrize("reason", ["", REASON])
def test_a_county_title_does_not_pass_for_a_provincial_one(level: TitleLevel, reason: str) -> None:
    fault = titles.fault(RULES, Title("教坛新秀", level, reason), 5)
    assert fault is not None
    assert fault.name == "title_level"
    assert "省级" in fault.text.zh
    assert "（三）" in fault.text.zh


def test_a_title_outside_the_list_needs_a_reason_and_is_told_the_groups() -> None:
    fault = titles.fault(RULES, Title("市教学能手", "municipal", "优秀"), 5)
    assert fault is not None
    assert fault.name == "outside_reason"
    assert all(group in fault.text.zh for group in ("（一）", "（二）", "（三）"))
    assert titles.fault(RULES, Title("市教学能手", "municipal", REASON), 5) is None


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("县教坛新秀", "provincial"),
        ("文成县教坛新秀", "provincial"),
        ("「县级」教坛新秀", "provincial"),
        ("瑞安市教坛新秀", "provincial"),
        ("教坛新秀（县级）", "provincial"),
        ("省特级教师", "national"),
        ("温州市名教师", "provincial"),
        ("市教学能手", "provincial"),
    ],
)
@pytest.mark.parametrize("reason", ["", REASON])
def test_a_title_whose_own_words_name_another_level_is_refused(name: str, level: TitleLevel, reason: str) -> None:
    fault = titles.fault(RULES, Title(name, level, reason), 5)
    assert fault is not None
    assert fault.name == "title_level"
    assert "不符" in fault.text.zh


def test_which_words_name_a_level_the_rule_set_says() -> None:
    fewer = RULES.model_copy(update={"level_words": ()})
    assert titles.named_level(fewer, "县教坛新秀") is None
    assert titles.named_level(RULES, "教坛新秀") is None
