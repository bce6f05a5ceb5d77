"""The rules of enrollment, without a server."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidError, ProblemError, TooLargeError
from chassis.working_days import after
from contracts.offices import Role
from contracts.rules import VERSION_1, Span
from services.enrollment.domain import fields, files, plans
from services.enrollment.domain.content import changed_fields, content_hash
from services.enrollment.domain.sight import masked, sight

GOOD = {"motivation": "希望跟随名师改进课堂教学。", "post": "语文教师", "title": "一级教师", "phone": "13800000000"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


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


def test_the_hash_is_of_the_content_and_not_of_its_order() -> None:
    content = {"a": "𠮷", "files": [{"sha256": "1"}]}
    assert content_hash(content) == content_hash(dict(reversed(content.items())))
    assert content_hash(content) != content_hash(content | {"files": [{"sha256": "2"}]})
    assert content_hash({"a": "中"}) == "66ba6aa857b9d0ebb6c3b5f1a29d9c03afe6c03e1292be570c9632f3065c8331"


def test_changes_are_told_by_field() -> None:
    before = {"studio_id": "1", "studio_name": "甲", "motivation": "旧", "files": []}
    assert changed_fields(before, before | {"studio_id": "2", "studio_name": "乙", "motivation": "新"}) == [
        "studio_id",
        "motivation",
    ]
    assert changed_fields(None, before) == []


def test_a_teacher_is_recommended_by_the_school() -> None:
    teacher, principal, school = uuid4(), uuid4(), uuid4()
    plan = plans.resolve(VERSION_1, applicant_id=teacher, school_id=school, county="330328", recommenders=[principal])
    assert [stage.office.key for stage in plan.stages] == [
        f"trainee_school:{school}", "county_office:330328", "municipal_office:city"
    ]  # fmt: skip
    assert [stage.escalate_to.key for stage in plan.stages if stage.escalate_to] == [
        "county_office:330328", "municipal_office:city", "municipal_hr_division:city"
    ]  # fmt: skip


def test_a_principal_is_recommended_by_the_personnel_section() -> None:
    principal, deputy, school = uuid4(), uuid4(), uuid4()

    def recommender(*holders: object) -> Role:
        plan = plans.resolve(VERSION_1, applicant_id=principal, school_id=school, county="330328", recommenders=holders)  # type: ignore[arg-type]
        return plan.stages[0].office.role

    assert recommender(principal) == Role.COUNTY_PERSONNEL_SECTION
    assert recommender(principal, deputy) == Role.TRAINEE_SCHOOL
    assert recommender() == Role.TRAINEE_SCHOOL


def test_working_days_skip_the_national_day() -> None:
    # 1 to 7 October 2021 were free, and Saturday the 9th was worked.
    thursday = datetime(2021, 9, 30, 6, 30, tzinfo=UTC)
    assert after(thursday, Span(amount=1, unit="working_days")) == datetime(2021, 10, 8, 6, 30, tzinfo=UTC)
    assert after(thursday, Span(amount=2, unit="working_days")) == datetime(2021, 10, 9, 6, 30, tzinfo=UTC)
    assert after(thursday, Span(amount=10, unit="days")) == thursday + timedelta(days=10)


def test_beyond_the_known_arrangements_monday_to_friday_count() -> None:
    friday = datetime(2090, 1, 6, tzinfo=UTC)
    assert after(friday, Span(amount=1, unit="working_days")) == datetime(2090, 1, 9, tzinfo=UTC)


def test_sight_follows_the_offices() -> None:
    person, school = uuid4(), uuid4()
    case = {"applicant_id": uuid4(), "county": "330328", "school_id": school}
    for office in ("municipal_office:city", "municipal_hr_division:city", "chief_lead:city", "county_office:330328",
                   "county_personnel_section:330328", "stage_lead:330328", f"trainee_school:{school}"):  # fmt: skip
        assert sight(person, [office]).sees(**case), office
    for office in ("county_office:330329", f"trainee_school:{uuid4()}", "administrator:city", f"base_school:{school}"):
        assert not sight(person, [office]).sees(**case), office
    assert sight(person, []).sees(**(case | {"applicant_id": person}))
    for office in ("county_office:330328", "municipal_office:city"):
        assert not sight(person, [office]).sees(applicant_id=uuid4(), county=None, school_id=None), "a draft"


def test_a_number_is_masked_for_those_who_need_not_call() -> None:
    person, case = uuid4(), {"applicant_id": uuid4(), "county": "330328", "school_id": uuid4()}
    assert sight(person, ["county_office:330328"]).phone("13812345678", **case) == "13812345678"
    assert sight(person, ["chief_lead:city"]).phone("13812345678", **case) == "138******78"
    assert masked("") == ""


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("证书.png", b"", "file_empty"), ("证书.pdf", b"MZ\x90\0" + b"\0" * 64, "file_type"),
        ("证书.png", b"<svg onload=alert(1)>", "file_type"), ("证书.pdf", PNG, "file_disguised"),
        ("证书.png.exe", PNG, "file_disguised"), ("证书", PNG, "file_disguised"),
    ],
)  # fmt: skip
def test_a_file_must_be_what_it_says(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        files.media_type(name, content)
    assert refused.value.code == code


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    largest = PNG + b"\0" * (files.LARGEST - len(PNG))
    assert files.media_type("证书.PNG", largest) == "image/png"
    with pytest.raises(TooLargeError):
        files.media_type("证书.png", largest + b"\0")


@pytest.mark.parametrize("name", ["", "   ", "a/", "长" * 201 + ".png", "a\nb.png", "gnp.\u202efdp.png", None])
def test_a_file_has_a_readable_name(name: str | None) -> None:
    with pytest.raises(ProblemError):
        files.file_name(name)


def test_folders_do_not_belong_to_a_name() -> None:
    assert files.file_name("C:\\证书\\𠮷.png") == "𠮷.png"
