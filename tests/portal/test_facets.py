"""The chips above the list of studios."""

from typing import Any

from services.portal.facets import Choice, Facet, facets

COUNTIES = {"330324": "永嘉县", "330328": "文成县"}
NOTHING: dict[str, Any] = {"county": [], "school_level": [], "track": [], "subject": [], "state": [], "short": 0}
OPEN = dict.fromkeys(("county", "school_level", "track", "subject", "state", "short"), "")


def counted(**numbers: int) -> list[dict[str, Any]]:
    return [{"value": value.removeprefix("c"), "name": None, "count": count} for value, count in numbers.items()]


def found(counts: dict[str, Any], **chosen: str) -> dict[str, Facet]:
    return {facet.name: facet for facet in facets(NOTHING | counts, OPEN | chosen, COUNTIES)}


def test_what_nobody_could_choose_is_left_out() -> None:
    shown = found({"school_level": counted(高中=3, 小学=9)})
    assert list(shown) == ["school_level"]
    assert shown["school_level"].choices == (Choice("小学", "小学", 9), Choice("高中", "高中", 3))
    assert shown["school_level"].chosen is None
    assert found({}) == {}


def test_what_is_chosen_stays_though_nothing_is_left_of_it() -> None:
    shown = found({"county": counted(c330324=2)}, county="330328", short="true")
    assert shown["county"].choices == (Choice("330324", "永嘉县", 2), Choice("330328", "文成县", 0))
    assert shown["county"].chosen == Choice("330328", "文成县", 0)
    assert shown["county"].without == 2
    assert (shown["short"].chosen, shown["short"].without) == (Choice("true", "缺学员", 0), None)


def test_a_county_that_left_the_list_is_still_named() -> None:
    counts = {"county": [{"value": "330326", "name": "平阳县", "count": 1}, *counted(c330324=5, c330399=1)]}
    words = [choice.words for choice in found(counts)["county"].choices]
    assert words == ["永嘉县", "平阳县", "330399"]


def test_states_bear_their_words_and_subjects_the_order_of_their_counts() -> None:
    shown = found({"state": counted(ACTIVE=4, NOMINATED=1), "subject": counted(语文=7, 数学=3) + counted(**{"": 2})})
    assert [choice.words for choice in shown["state"].choices] == ["待资格审核", "已启动"]
    assert [choice.value for choice in shown["subject"].choices] == ["语文", "数学"]
