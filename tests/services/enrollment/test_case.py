"""The path a case travels and its frozen content, without a server."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from chassis.canonical import content_hash
from chassis.working_days import after
from contracts.offices import Role
from contracts.rules import VERSION_1
from contracts.spans import Span
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.case.content import changed_fields


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
    plan = plans.recruitment(
        VERSION_1, applicant_id=teacher, school_id=school, county="330328", recommenders=[principal]
    )
    assert [stage.office.key for stage in plan.stages] == [
        f"trainee_school:{school}", "county_office:330328", "municipal_office:city"
    ]  # fmt: skip
    assert [stage.escalate_to.key for stage in plan.stages if stage.escalate_to] == [
        "county_office:330328", "municipal_office:city", "municipal_hr_division:city"
    ]  # fmt: skip


def test_a_principal_is_recommended_by_the_personnel_section() -> None:
    principal, deputy, school = uuid4(), uuid4(), uuid4()

    def recommender(*holders: object) -> Role:
        plan = plans.recruitment(
            VERSION_1, applicant_id=principal, school_id=school, county="330328", recommenders=holders
        )  # type: ignore[arg-type]
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
