"""The one table of who may do and see what: as it is printed, and how far its rights go."""

import os
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.authority import Reach, Right, may, may_anywhere, reach
from contracts.offices import CALLED, SCOPE_KINDS, Role, ScopeKind, roles_of
from contracts.rules import VERSION_1

PAGE = Path(__file__).parents[2] / "docs" / "authority.md"
SCHOOL, OTHER = UUID(int=9), UUID(int=10)
KINDS: tuple[ScopeKind, ...] = ("city", "county", "school", "studio")

HEAD = """# Who may do what, and who may see what

Made from [contracts/authority.py](../contracts/authority.py) by `RENEW_GOLDEN=1 pytest tests/contracts`. [D] marks a default of ours.
A city's office holds a right everywhere, a county's in its county, a school's over its school, a host in the studio. What somebody may do
as the person a record names (applicant, host, member) follows from the record.

| right | what | from | city | county | school | studio |
|---|---|---|---|---|---|---|
"""


def row(right: Right) -> str:
    held = [
        ", ".join(f"`{role}`" for role in Role if role in right.roles and SCOPE_KINDS[role] == kind) for kind in KINDS
    ]
    return "| " + " | ".join([f"`{right.name}`", f"{right.zh} · {right.en}", right.source, *held]) + " |\n"


def test_the_printed_table_is_the_table() -> None:
    page = HEAD + "".join(map(row, Right))
    if os.environ.get("RENEW_GOLDEN"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, "Renew it: RENEW_GOLDEN=1 pytest tests/contracts"


def test_every_right_has_a_row_of_its_own_and_somebody_who_holds_it() -> None:
    # Two rows of the same words would be one member of the enumeration under two names.
    assert len(Right.__members__) == len(list(Right))
    for right in Right:
        assert right.roles, right
        assert right.zh, right
        assert right.source.startswith(("Art", "[D]")), right
        assert Role.PERSON not in right.roles, right


def test_every_role_has_a_scope_and_a_name() -> None:
    assert set(SCOPE_KINDS) == set(CALLED) == set(Role)
    assert roles_of("city", "county", "school", "studio", "person") == set(Role)


def test_the_hr_division_sees_everything_and_decides_nothing() -> None:
    """In overall charge (Art. 11.1). What it takes in and lends is no decision."""
    hr = Role.MUNICIPAL_HR_DIVISION
    deeds = {right for right in Right if hr in right.roles and not right.name.startswith("SEE_")}
    assert deeds == {Right.IMPORT_DIRECTORY, Right.APPOINT_BELOW_CITY, Right.LEND_OFFICE}
    assert reach(Right.SEE_CASES, [f"{hr}:city"]).everywhere


def test_leads_read_and_do_nothing() -> None:
    for role in (Role.CHIEF_LEAD, Role.COUNTY_LEAD, Role.STAGE_LEAD):
        deeds = {right for right in Right if role in right.roles and not right.name.startswith("SEE_")}
        assert deeds == {Right.LEND_OFFICE}, role


def test_whoever_decides_by_version_1_may_decide_and_read() -> None:
    stages = (*VERSION_1.recruitment.stages, *VERSION_1.establishment.stages, *VERSION_1.discipline.stages)
    deciding = {stage.role for stage in stages} - {Role.PERSON}
    assert deciding == Right.DECIDE_CASES.roles
    assert deciding <= Right.SEE_CASES.roles
    assert Right.SEE_PHONES.roles <= Right.SEE_CASES.roles & Right.SEE_PEOPLE.roles


@pytest.mark.parametrize(
    ("offices", "scopes", "fits"),
    [
        (["municipal_office:city"], (), True),
        (["municipal_office:city"], ("330328",), True),
        (["county_office:330328"], ("330328", SCHOOL), True),
        (["county_office:330328"], ("330324", None), False),
        (["county_office:330328"], (), False),
        ([f"trainee_school:{SCHOOL}"], ("330328", SCHOOL), True),
        ([f"trainee_school:{SCHOOL}"], (str(SCHOOL),), True),
        ([f"trainee_school:{SCHOOL}"], ("330328", OTHER), False),
        ([f"base_school:{SCHOOL}"], (SCHOOL,), False),
        (["municipal_hr_division:city"], ("330328",), False),
        (["minister:city", "nonsense", f"person:{SCHOOL}"], ("330328", SCHOOL), False),
        ([], (None,), False),
    ],
)
def test_who_may_nominate(offices: list[str], scopes: tuple[str | UUID | None, ...], fits: bool) -> None:
    assert may(Right.NOMINATE_HOST, offices, *scopes) is fits


def test_how_far_a_right_goes() -> None:
    offices = ["county_office:330328", "county_lead:330324", f"trainee_school:{SCHOOL}", f"host:{OTHER}"]
    assert reach(Right.SEE_CASES, offices) == Reach(
        counties=frozenset({"330328", "330324"}), schools=frozenset({SCHOOL})
    )
    assert reach(Right.SEE_DISQUALIFICATIONS, offices).studios == {OTHER}
    assert not reach(Right.OPEN_ROUND, offices)
    assert not may_anywhere(Right.OPEN_ROUND, offices)
    assert may_anywhere(Right.TRANSFER_MEMBER, offices)


@given(st.sampled_from(Right), st.lists(st.text()))
def test_an_office_nobody_knows_carries_nothing(right: Right, offices: list[str]) -> None:
    assert not reach(right, offices)
    assert not may_anywhere(right, offices)
