"""The frozen revisions as people read them: in words, with what changed."""

from typing import Any

from services.portal.case_material import OWNERS, Speech, material, papers, warnings
from services.portal.case_words import APPLICATION, DISQUALIFICATION, ESTABLISHMENT

SPEECH = Speech("zh", lambda words, **values: words % values)
NOMINATED = {
    "host_name": "夏知远", "host_school_name": "城南小学", "name": "夏知远工作室", "county_name": "文成县", "school_level": "小学",
    "track": "教师", "subject": "数学", "title_name": "省特级教师", "title_level": "provincial", "title_group": 1,
    "outside_reason": "", "statement": "", "warnings": ["same_county"], "files": [],
}  # fmt: skip


def shown(kind: str, *contents: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = material(OWNERS[kind], [{"content": content} for content in contents], SPEECH)
    return {row["name"]: row for row in rows}


def test_a_nomination_says_its_title_with_level_and_group() -> None:
    rows = shown(ESTABLISHMENT, NOMINATED)
    assert rows["title"]["value"] == "省特级教师（省级，第三条（一））"
    assert not any(row["changed"] for row in rows.values())
    assert "outside_reason" not in rows
    outside = shown(ESTABLISHMENT, NOMINATED | {"title_group": None, "outside_reason": "省级名校长，属于「等」。"})
    assert "不在第三条所列之内" in outside["title"]["value"]
    assert "outside_reason" in outside


def test_another_base_school_is_marked_and_an_empty_reason_is_not() -> None:
    first = NOMINATED | {"base_school_name": "珊溪小学", "base_school_reason": ""}
    rows = shown(ESTABLISHMENT, NOMINATED, first)
    assert (rows["base_school_name"]["changed"], rows["base_school_name"]["before"]) == (True, "")
    assert "base_school_reason" not in rows
    rows = shown(ESTABLISHMENT, NOMINATED, first, first | {"base_school_name": "玉壶小学"})
    assert (rows["base_school_name"]["value"], rows["base_school_name"]["before"]) == ("玉壶小学", "珊溪小学")


def test_absences_are_told_with_their_dates() -> None:
    content = {
        "trainee_name": "学员一", "school_name": "云溪实验小学", "studio_name": "林晓岚工作室",
        "truancies": [{"held_at": "2026-11-20T01:00:00+00:00"}, {"held_at": "2026-11-22T06:30:00+00:00"}],
    }  # fmt: skip
    rows = shown(DISQUALIFICATION, content, content | {"statement": "当时在医院。"})
    assert rows["truancies"]["value"] == "2026年11月20日（周五）09:00\n2026年11月22日（周日）14:30"
    assert rows["statement"]["changed"]
    assert "appeal" not in rows


def test_an_application_shows_all_its_fields_however_empty() -> None:
    rows = shown(APPLICATION, {"post": "语文教师", "title": "", "phone": "1", "motivation": "想学"})
    assert list(rows) == ["post", "title", "phone", "motivation"]


def test_new_papers_and_what_is_to_be_noted() -> None:
    old, new = {"sha256": "a", "name": "旧"}, {"sha256": "b", "name": "新"}
    revisions = [{"content": {"files": [old]}}, {"content": {"files": [old, new], "warnings": ["outside_list"]}}]
    assert [paper["new"] for paper in papers(revisions)] == [False, True]
    assert len(warnings(revisions)) == 1
    assert (papers([]), warnings([]), material(OWNERS[APPLICATION], [], SPEECH)) == ([], [], [])
