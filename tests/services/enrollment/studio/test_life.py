"""How a studio comes to be and what becomes of it (Arts. 4.1, 8.1, 12; domain rules, §5a)."""

import asyncio
from datetime import timedelta

from chassis import clock
from chassis.ids import uuid7
from contracts.commands.command import Refusal
from contracts.events.directory import CountyListed, SchoolRegistered
from contracts.kinds import STUDIO_ESTABLISHMENT
from contracts.offices import Role
from services.enrollment.domain.studio import states
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code
from tests.services.enrollment.studio.nominating import Nominating, fields


async def test_from_a_nomination_to_an_active_studio(nominating: Nominating) -> None:
    await nominating.recruiting()
    await nominating.members(10)
    await nominating.window()
    assert (await nominating.proceed()).state == "ACTIVE"
    told = await nominating.life()
    assert [entry["value"] for entry in told["history"]] == [
        "NOMINATED", "QUALIFIED", "DISPATCHED", "BASE_PROPOSED", "BASE_CONFIRMED", "RECRUITING", "ACTIVE"
    ]  # fmt: skip
    assert [revision["revision"] for revision in told["revisions"]] == [1, 2, 3]
    assert await nominating.programme.events(nominating.studio) == [
        "NOMINATED", "studio.progressed", "QUALIFIED", "DISPATCHED", "BASE_PROPOSED", "studio.progressed",
        "BASE_CONFIRMED", "studio.progressed", "RECRUITING", "studio.registered", "RECRUITING", "studio.progressed", "ACTIVE",
    ]  # fmt: skip
    versions = "SELECT array_agg(aggregate_version ORDER BY seq) FROM outbox WHERE subject = :id"
    found = await nominating.programme.scalar(versions, id=nominating.studio)
    assert found == sorted(found)


async def test_a_base_school_outside_the_county_is_refused(nominating: Nominating) -> None:
    programme, elsewhere = nominating.programme, uuid7()
    await programme.hear(
        SchoolRegistered(school_id=elsewhere, name="雅阳小学", county=TAISHUN, school_levels=("小学",))
    )
    assert (await nominating.send()).is_success
    await nominating.decide("qualification", "approve")
    await nominating.post("dispatch", programme.city, county=WENCHENG)
    for school, kind in ((elsewhere, "other_county"), (uuid7(), "unknown")):
        answer = await nominating.post("base-school", nominating.personnel, school_id=str(school))
        assert code(answer, 422) == kind
    foreign = programme.office(f"{Role.COUNTY_PERSONNEL_SECTION}:{TAISHUN}")
    answer = await nominating.post("base-school", foreign, school_id=str(programme.school))
    assert code(answer, 403) == "not_entitled"


async def test_declined_the_county_proposes_another_school(nominating: Nominating) -> None:
    programme, second = nominating.programme, uuid7()
    await programme.school_of(second, "文成县珊溪小学")
    assert (await nominating.send()).is_success
    await nominating.decide("qualification", "approve")
    await nominating.post("dispatch", programme.city, county=WENCHENG)
    await nominating.post("base-school", nominating.personnel, school_id=str(programme.school))
    assert (await nominating.decide("base_confirmation", "reject")).state == "BASE_DECLINED"
    assert (await nominating.post("base-school", nominating.personnel, school_id=str(second))).is_success
    stale = await nominating.decide("base_confirmation", "approve", revision=3)
    assert isinstance(stale, Refusal)
    assert stale.code == "stale_revision"
    assert (await nominating.decide("base_confirmation", "approve")).state == "BASE_CONFIRMED"
    found = await programme.scalar("SELECT base_school_id FROM studios WHERE id = :id", id=nominating.studio)
    assert found == second


async def test_a_school_that_moves_away_meanwhile_cannot_confirm(nominating: Nominating) -> None:
    programme, asked = nominating.programme, uuid7()
    await programme.school_of(asked, "文成县珊溪小学")
    assert (await nominating.send()).is_success
    await nominating.decide("qualification", "approve")
    await nominating.post("dispatch", programme.city, county=WENCHENG)
    await nominating.post("base-school", nominating.personnel, school_id=str(asked))
    moved = SchoolRegistered(school_id=asked, name="珊溪小学", county=TAISHUN, school_levels=("小学",))
    await programme.hear(moved, 2)
    answer = await nominating.decide("base_confirmation", "approve")
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.again) == ("school_elsewhere", True)
    assert (await nominating.decide("base_confirmation", "reject")).state == "BASE_DECLINED"


async def test_nine_members_are_refused_and_then_waived(nominating: Nominating) -> None:
    await nominating.recruiting()
    await nominating.members(9)
    city = nominating.programme.city
    assert code(await nominating.post("activation", city), 409) == "no_window"
    await nominating.window()
    refused = await nominating.post("activation", city)
    assert code(refused, 409) == "too_few_members"
    assert (refused.json()["members"], refused.json()["minimum"]) == (9, 10)
    assert isinstance(await nominating.proceed(), Refusal)
    assert fields(await nominating.post("activation", city, waiver="好")) == {"waiver"}
    assert (await nominating.post("activation", city, waiver="山区校点分散，先行启动。")).is_success
    told = await nominating.life()
    assert (told["state"], told["waiver"]) == ("ACTIVE", "山区校点分散，先行启动。")


async def test_a_window_cannot_be_waived(nominating: Nominating) -> None:
    await nominating.recruiting()
    await nominating.members(10)
    answer = await nominating.post("activation", nominating.programme.city, waiver="先行启动，窗口后补。")
    assert code(answer, 409) == "no_window"


async def test_two_clerks_dispatch_at_once_and_one_is_first(nominating: Nominating) -> None:
    programme = nominating.programme
    long_ago = clock.business() - timedelta(days=400)
    await programme.hear(CountyListed(code=TAISHUN, name="泰顺县", listed_from=long_ago, listed_until=None), version=9)
    assert (await nominating.send()).is_success
    await nominating.decide("qualification", "approve")
    answers = await asyncio.gather(
        nominating.post("dispatch", programme.city, county=WENCHENG),
        nominating.post("dispatch", programme.city, county=TAISHUN),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await programme.events(nominating.studio)).count("DISPATCHED") == 1


async def test_paused_resumed_and_ended_each_with_a_reason(nominating: Nominating) -> None:
    await nominating.recruiting()
    city = nominating.programme.city
    assert code(await nominating.post("turns/suspend", city, reason="主持人外出培训"), 409) == "wrong_state"
    await nominating.members(10)
    await nominating.window()
    await nominating.post("activation", city)
    assert fields(await nominating.post("turns/suspend", city, reason="病")) == {"reason"}
    for action, state in (("suspend", "SUSPENDED"), ("resume", "ACTIVE"), ("terminate", "TERMINATED")):
        for _ in range(2):
            assert (await nominating.post(f"turns/{action}", city, reason="主持人外出培训")).is_success
        assert (await nominating.life())["state"] == state
    assert (await nominating.programme.events(nominating.studio)).count("studio.progressed") == 7


async def test_a_decision_after_the_end_is_refused(nominating: Nominating) -> None:
    assert (await nominating.send()).is_success
    await nominating.post("turns/terminate", nominating.programme.city, reason="名额调整，终止提名。")
    answer = await nominating.decide("qualification", "approve")
    assert isinstance(answer, Refusal)
    assert answer.code == "wrong_state"


async def test_the_money_follows_its_own_track(nominating: Nominating) -> None:
    await nominating.recruiting()
    city = nominating.programme.city
    assert code(await nominating.post("fund", city, state="ALLOCATED", amount=2000000), 409) == "fund_out_of_order"
    assert (await nominating.post("fund", city, state="APPLIED_FOR", amount=2000000)).is_success
    assert (await nominating.post("fund", city, state="ALLOCATED")).is_success
    assert code(await nominating.post("fund", city, state="RECEIVED"), 403) == "not_entitled"
    assert "fund.RECEIVED" in (await nominating.life(nominating.school))["may"]
    assert (await nominating.post("fund", nominating.school, state="RECEIVED")).is_success
    assert (await nominating.life())["fund"]["amount"] == 2000000
    assert (await nominating.programme.events(nominating.studio)).count("studio.fund_progressed") == 3


async def test_a_life_is_there_for_whom_it_concerns_alone(nominating: Nominating) -> None:
    programme = nominating.programme
    assert (await nominating.send()).is_success
    clerk = programme.office(f"{Role.FUND_CUSTODIAN_SCHOOL}:{nominating.host_school}")
    county = programme.office(f"county_office:{WENCHENG}")
    for sees in (nominating.school, clerk, programme.person(nominating.host), county):
        await nominating.life(sees)
    path = f"/studios/{nominating.studio}/life"
    for blind in (programme.person(), programme.office(f"county_office:{TAISHUN}")):
        assert code(await programme.call("GET", path, blind), 404) == "not_found"
    paper = (await nominating.life())["revisions"][0]["content"]["files"][0]["file_id"]
    path = f"/cases/{nominating.studio}/files/{paper}"
    assert (await programme.call("GET", path, nominating.school)).headers["x-content-type-options"] == "nosniff"
    assert code(await programme.call("GET", path, programme.person()), 404) == "not_found"


async def test_a_studio_that_was_loaded_has_no_establishment_to_run(programme: Programme) -> None:
    answer = await programme.look(programme.studio, STUDIO_ESTABLISHMENT)
    assert not isinstance(answer, Refusal)
    assert (answer.finished, answer.state) == (True, "RECRUITING")


def test_every_state_can_be_left_or_is_an_end() -> None:
    left = {change.source for change in states.LIFE.changes}
    assert set(states.LIFE.states) - left == {"REJECTED", "TERMINATED"}
    assert {change.source for change in states.LIFE.changes if change.action == "terminate"} == set(states.LIVING)
