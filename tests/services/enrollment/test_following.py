"""What is counted against a person, and what becomes of it, goes where the person goes (Art. 7.2; domain rules, §5e)."""

from uuid import UUID

import pytest

from chassis.ids import uuid7
from contracts.events.directory import PersonRegistered, SchoolRegistered
from tests.services.enrollment.meeting import outcome
from tests.services.enrollment.member.membership import admitted, leave, transfer
from tests.services.enrollment.programme import TAISHUN, Programme, code
from tests.services.enrollment.test_disqualification import Member

REASON = "家中变故已经核实，同意本周期内再次申请。"


async def gone_over(member: Member) -> Member:
    """The same person in the other studio."""
    programme = member.programme
    answer = await transfer(programme, member.membership, programme.other_studio)
    assert answer.is_success, answer.text
    return Member(programme, UUID(answer.json()["membership_id"]))


@pytest.fixture
async def member(programme: Programme) -> Member:
    """The teacher, admitted."""
    return Member(programme, await admitted(programme))


@pytest.mark.parametrize("standing", ["FLAGGED", "HOST_CONFIRMED", "STATEMENT", "COUNTY_OPINION"])
async def test_the_place_that_is_lost_is_the_one_of_now(member: Member, standing: str) -> None:
    await member.bring_to(standing)
    moved = await gone_over(member)
    case = await moved.case()
    assert (case["state"], case["studio_name"]) == (standing, "温州市陈望舒“名师送教”工作室")
    if standing == "FLAGGED":
        await moved.decide("host_confirmation")
    if standing in ("FLAGGED", "HOST_CONFIRMED"):
        await moved.speak("statement")
    if standing != "COUNTY_OPINION":
        await moved.decide("county_opinion")
    assert (await moved.decide("decision")).state == "DISQUALIFIED"
    assert await member.membership_state() == "LEFT"
    assert await moved.membership_state() == "DISQUALIFIED"
    assert (await moved.speak("appeal")).is_success
    assert (await moved.decide("appeal")).state == "OVERTURNED"
    assert await moved.membership_state() == "ACTIVE"


async def test_a_transfer_does_not_wash_off_a_truancy(member: Member) -> None:
    await member.attends()
    moved = await gone_over(member)
    assert await moved.case() is None
    await moved.attends()
    assert (await moved.case())["truancies"] == 2


async def test_a_third_truancy_elsewhere_opens_its_case(member: Member) -> None:
    await member.bring_to("FLAGGED")
    await member.decide("host_confirmation", "reject")
    moved = await gone_over(member)
    assert await moved.case() is None
    await moved.attends()
    case = await moved.case()
    assert (case["state"], case["truancies"]) == ("FLAGGED", 3)


async def test_a_word_about_the_former_studio_that_comes_late_counts(member: Member) -> None:
    await member.attends()
    moved = await gone_over(member)
    await member.attends()
    assert (await moved.case())["state"] == "FLAGGED"
    await member.corrected()
    assert (await moved.case())["state"] == "CORRECTED"


async def test_left_and_admitted_elsewhere_the_count_goes_on(member: Member) -> None:
    programme = member.programme
    await member.attends()
    await leave(programme, member.membership, programme.person())
    moved = Member(programme, await admitted(programme, studio=programme.other_studio))
    await moved.attends()
    assert (await moved.case())["truancies"] == 2


async def test_left_while_flagged_and_admitted_elsewhere_the_case_follows(member: Member) -> None:
    programme = member.programme
    await member.bring_to("COUNTY_OPINION")
    await leave(programme, member.membership, programme.person())
    moved = Member(programme, await admitted(programme, studio=programme.other_studio))
    assert (await moved.decide("decision")).state == "DISQUALIFIED"
    assert await moved.membership_state() == "DISQUALIFIED"


@pytest.mark.parametrize("left", [False, True])
async def test_who_was_disqualified_does_not_apply_again_in_the_cycle(member: Member, left: bool) -> None:
    programme = member.programme
    await member.bring_to("COUNTY_OPINION")
    if left:
        await leave(programme, member.membership, programme.person())
    application, version = await programme.draft(studio=programme.other_studio)
    await member.decide("decision")
    path = f"/applications/{application}/submit"
    refused = await programme.call("POST", path, programme.person(), {"version": version})
    assert code(refused, 409) == "disqualified"


async def test_who_is_disqualified_with_an_application_on_its_way_is_not_admitted(member: Member) -> None:
    programme = member.programme
    await member.bring_to("COUNTY_OPINION")
    await leave(programme, member.membership, programme.person())
    application = await programme.approved_by_county(studio=programme.other_studio)
    await member.decide("decision")
    answer = await programme.admit(application)
    assert (outcome(answer), answer.again) == ("disqualified", True)
    assert (await programme.decide(application, "municipal", "reject")).state == "MUNICIPAL_REJECTED"


async def test_overturned_one_applies_again(member: Member) -> None:
    programme = member.programme
    await member.bring_to("APPEAL")
    await member.decide("appeal")
    await leave(programme, member.membership, programme.person())
    assert await admitted(programme, studio=programme.other_studio)


async def test_the_city_lifts_it_with_a_reason(member: Member) -> None:
    programme = member.programme
    await member.bring_to("DISQUALIFIED")
    path = f"/disqualifications/{(await member.case())['id']}/lift"
    county = programme.office("county_office:330328")
    assert code(await programme.call("POST", path, county, {"reason": REASON}), 403) == "not_entitled"
    assert code(await programme.call("POST", path, programme.city, {"reason": "好"}), 422) == "reason_required"
    for _ in range(2):
        await programme.ok("POST", path, programme.city, {"reason": REASON})
    assert await admitted(programme, studio=programme.other_studio)
    told = (await programme.news((await member.case())["id"]))[-1]
    assert told.deed is not None
    assert told.deed.verb == "lift"


async def test_only_a_lost_place_has_something_to_lift(member: Member) -> None:
    await member.bring_to("FLAGGED")
    path = f"/disqualifications/{(await member.case())['id']}/lift"
    answer = await member.programme.call("POST", path, member.programme.city, {"reason": REASON})
    assert code(answer, 409) == "wrong_state"


@pytest.mark.parametrize("where", ["another county", "nowhere", "the school itself"])
async def test_who_works_elsewhere_by_now_is_not_transferred(programme: Programme, where: str) -> None:
    membership, there = await admitted(programme), uuid7()
    far = SchoolRegistered(school_id=there, name="雅阳小学", county=TAISHUN, school_levels=("小学",))
    if where == "the school itself":
        await programme.hear(far.model_copy(update={"school_id": programme.school}), 2)
    else:
        await programme.hear(far)
        to = there if where == "another county" else None
        await programme.hear(PersonRegistered(person_id=programme.teacher, name="林一鸣", school_id=to), 2)
    assert code(await transfer(programme, membership, programme.other_studio), 422) == "school_elsewhere"


async def test_a_transfer_knows_the_school_of_now(programme: Programme) -> None:
    membership, there = await admitted(programme), uuid7()
    await programme.school_of(there, "珊溪小学")
    await programme.register(programme.teacher, "林一鸣", there, version=2)
    answer = await transfer(programme, membership, programme.other_studio)
    school = "SELECT school_id FROM memberships WHERE id = :id"
    assert await programme.scalar(school, id=answer.json()["membership_id"]) == there
