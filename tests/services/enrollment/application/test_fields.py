"""What may be typed and sent in an application, without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrollment.domain.application import fields

GOOD = {"motivation": "希望跟随名师改进课堂教学。", "post": "语文教师", "title": "一级教师", "phone": "13800000000"}


def wrong(**changes: str) -> set[str]:
    return {fault.name for fault in fields.check_submission(GOOD | changes)}


def test_a_complete_form_is_accepted() -> None:
    assert wrong() == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("motivation", ""), ("motivation", "太短了。"), ("motivation", " " * 50), ("motivation", "长" * 2001),
        ("motivation", "希望跟随名师改进课堂\x00教学。"), ("motivation", "希望跟随名师\u202e改进课堂教学。"),
        ("post", ""), ("post", "长" * 61), ("post", "教师\n组长"), ("title", ""), ("title", "长" * 10_000),
        ("phone", ""), ("phone", "12800000000"), ("phone", "1380000000"), ("phone", "138000000000"),
        ("phone", "电话"), ("phone", "+8613800000000"), ("phone", "①③⑧00000000"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(name: str, value: str) -> None:
    assert wrong(**{name: value}) == {name}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("motivation", "第一行，换行也可以。\n第二行。\r\n\t第三行。"), ("post", "𠮷林·买买提老师"),
        ("post", "<script>alert(1)</script>"), ("phone", "１３８００００００００"), ("phone", " 138 0000 0000 "),
        ("phone", "138-0000-0000"), ("motivation", "长" * 2000),
    ],
)  # fmt: skip
def test_unusual_and_right(name: str, value: str) -> None:
    assert wrong(**{name: value}) == set()


def test_full_width_digits_are_folded() -> None:
    assert fields.fold_phone("１３８-0000 ００００") == "13800000000"


@given(st.fixed_dictionaries({name: st.text(max_size=60) for name in GOOD}))
def test_whatever_is_typed_is_kept_or_told(typed: dict[str, str]) -> None:
    refused = {fault.name for fault in fields.check_draft(typed)}
    assert refused == {name for name, value in typed.items() if "\0" in value or len(value) > fields.DRAFT_LIMITS[name]}
    fields.check_submission(typed)
