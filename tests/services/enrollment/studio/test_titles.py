"""Which titles make a host (Art. 3): the level counts."""

import pytest

from contracts.rules import ESTABLISHMENT_1, TitleLevel
from services.enrollment.domain.studio import titles

LISTED = ESTABLISHMENT_1.titles
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
    assert titles.group_of(LISTED, name, level) == group
    assert titles.fault(LISTED, name, level, "", 5) is None


@pytest.mark.parametrize("level", ["county", "municipal"])
@pytest.mark.parametrize("reason", ["", REASON])
def test_a_county_title_does_not_pass_for_a_provincial_one(level: TitleLevel, reason: str) -> None:
    fault = titles.fault(LISTED, "教坛新秀", level, reason, 5)
    assert fault is not None
    assert fault.name == "title_level"
    assert "省级" in fault.text.zh
    assert "（三）" in fault.text.zh


def test_a_title_outside_the_list_needs_a_reason_and_is_told_the_groups() -> None:
    fault = titles.fault(LISTED, "市教学能手", "municipal", "优秀", 5)
    assert fault is not None
    assert fault.name == "outside_reason"
    assert all(group in fault.text.zh for group in ("（一）", "（二）", "（三）"))
    assert titles.fault(LISTED, "市教学能手", "municipal", REASON, 5) is None
