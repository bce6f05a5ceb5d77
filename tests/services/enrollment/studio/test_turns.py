"""A studio is suspended, goes on, or ends, and with it all that rests on it (domain rules, §5a)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis import clock
from contracts.commands.cases import Stands
from tests.services.enrollment.meeting import outcome, returned
from tests.services.enrollment.member.membership import (
    MINIMUM,
    admitted,
    filled,
    leave,
    open_alerts,
    state,
    transfer,
)
from tests.services.enrollment.programme import Programme, code
from tests.services.enrollment.studio.arranging import change
from tests.services.enrollment.test_disqualification import Member

REASON = {"reason": "主持人调离，工作室不再保留。"}


async def turn(programme: Programme, action: str, studio: UUID | None = None) -> None:
    """The municipal office turns it; a studio that recruits is begun first."""
    if action == "suspend":
        await change(programme, studio or programme.studio, state="ACTIVE")
    path = f"/studios/{studio or programme.studio}/turns/{action}"
    await programme.ok("POST", path, programme.city, REASON)


async def test_nobody_is_admitted_into_a_studio_that_has_ended(programme: Programme) -> None:
    application = await programme.approved_by_county()
    await turn(programme, "terminate")
    assert outcome(await programme.admit(application)) == "ended"
    assert await programme.scalar("SELECT count(*) FROM memberships WHERE application_id = :id", id=application) == 0


@pytest.mark.parametrize("decided", [(), ("school",), ("school", "county")])
async def test_what_is_on_its_way_ends_with_the_studio_wherever_it_is(
    programme: Programme, decided: tuple[str, ...]
) -> None:
    application = await programme.submitted()
    for stage in decided:
        await programme.decide(application, stage, "approve")
    await turn(programme, "terminate")
    told = (await programme.news(application))[-1]
    assert (told.state, told.finished, told.cause, told.by_run) == ("LAPSED", True, "studio_terminated", False)
    assert told.tells == (programme.teacher,)
    assert told.deed is not None
    assert told.deed.verb == "studio_terminated"
    assert (await programme.view(application))["cause"] == "studio_terminated"
    anew = await programme.submitted(studio=programme.other_studio)
    assert await programme.state(anew) == "SUBMITTED"


async def test_what_was_returned_ends_too(programme: Programme) -> None:
    application, version = await returned(programme)
    await turn(programme, "terminate")
    path = f"/applications/{application}/submit"
    answer = await programme.call("POST", path, programme.person(), {"version": version})
    assert code(answer, 409) in ("not_editable", "stale_page")
    assert await programme.state(application) == "LAPSED"


async def test_members_are_free_and_nobody_is_missing(programme: Programme) -> None:
    members = await filled(programme, MINIMUM)
    await leave(programme, members[0], programme.office("municipal_office:city"))
    assert await open_alerts(programme) == 1
    await turn(programme, "terminate")
    assert {await state(programme, each) for each in members} == {"LEFT"}
    assert await open_alerts(programme) == 0
    ended = "SELECT ended_reason FROM memberships WHERE id = :id"
    assert await programme.scalar(ended, id=members[1]) == f"工作室已终止：{REASON['reason']}"
    assert (await programme.events(members[1]))[-1] == "membership.ended"
    whose = UUID(str(await programme.scalar("SELECT trainee_id FROM memberships WHERE id = :id", id=members[1])))
    assert await admitted(programme, whose, programme.other_studio)


async def test_nobody_goes_over_into_a_studio_that_has_ended(programme: Programme) -> None:
    membership = await admitted(programme)
    await turn(programme, "terminate", programme.other_studio)
    assert code(await transfer(programme, membership, programme.other_studio), 422) == "studio_closed"


@pytest.mark.parametrize(
    ("standing", "then"),
    [("FLAGGED", "DISMISSED"), ("STATEMENT", "DISMISSED"), ("DISQUALIFIED", "DISQUALIFIED"), ("APPEAL", "APPEAL")],
)
async def test_a_case_about_a_place_that_is_no_more(programme: Programme, standing: str, then: str) -> None:
    member = Member(programme, await admitted(programme))
    await member.bring_to(standing)
    await turn(programme, "terminate")
    case = await member.case()
    assert case["state"] == then
    told = (await programme.news(case["id"]))[-1]
    if then == "DISMISSED":
        assert (told.finished, told.cause) == (True, "terminated")


async def test_a_place_is_not_given_back_in_a_studio_that_has_ended(programme: Programme) -> None:
    member = Member(programme, await admitted(programme))
    await member.bring_to("APPEAL")
    await turn(programme, "terminate")
    assert (await member.decide("appeal")).state == "OVERTURNED"
    assert await member.membership_state() == "DISQUALIFIED"


async def test_while_it_is_suspended_all_waits_and_says_why(programme: Programme) -> None:
    application = await programme.approved_by_county()
    before = clock.business()
    await turn(programme, "suspend")
    told = (await programme.news(application))[-1]
    assert (told.state, told.finished, told.cause) == ("COUNTY_APPROVED", False, "studio_suspended")
    found = await programme.look(application)
    assert isinstance(found, Stands)
    assert (found.held, found.proceed_in, found.finished) == ("studio_suspended", None, False)
    assert (await programme.view(application))["suspended_at"] is not None
    for decided_at in (before, None):
        when = {} if decided_at is None else {"decided_at": decided_at}
        assert outcome(await programme.admit(application, **when)) == "studio_suspended"
    await turn(programme, "resume")
    found = await programme.look(application)
    assert (found.held, found.state) == (None, "COUNTY_APPROVED")
    assert outcome(await programme.admit(application)) == "ADMITTED"


async def test_what_was_decided_before_the_suspension_counts(programme: Programme) -> None:
    application, decided_at = await programme.submitted(), clock.business()
    await turn(programme, "suspend")
    assert outcome(await programme.decide(application, "school", "approve")) == "studio_suspended"
    taken = await programme.decide(application, "school", "approve", decided_at=decided_at)
    assert (taken.state, taken.held) == ("RECOMMENDED", "studio_suspended")


async def test_the_clock_of_a_correction_stands_still(programme: Programme, moving: Any) -> None:
    application, _ = await returned(programme)
    moving(timedelta(days=4))
    await turn(programme, "suspend")
    moving(timedelta(days=30) - timedelta(days=8))
    assert outcome(await programme.proceed(application)) == "wrong_state"
    await turn(programme, "resume")
    found = await programme.look(application)
    assert found.proceed_in == pytest.approx(timedelta(days=6).total_seconds(), abs=5)
    assert outcome(await programme.proceed(application)) == "not_yet"


async def test_a_correction_goes_to_another_studio_meanwhile(programme: Programme) -> None:
    application, version = await returned(programme)
    await turn(programme, "suspend")
    refused = await programme.call(
        "POST", f"/applications/{application}/submit", programme.person(), {"version": version + 1}
    )
    assert refused.status_code == 409
    version = (await programme.view(application))["version"]
    body = {"studio_id": str(programme.other_studio), "base_version": version}
    await programme.ok("PUT", f"/applications/{application}", programme.person(), body)
    await programme.send(application)
    found = await programme.look(application)
    assert (found.state, found.held) == ("SUBMITTED", None)


async def test_the_closing_of_the_round_ends_what_waits(programme: Programme) -> None:
    application = await programme.submitted()
    await turn(programme, "suspend")
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    found = await programme.look(application)
    assert (found.over, found.held) == ("round_closed", None)
    assert outcome(await programme.proceed(application)) == "LAPSED"


async def test_doing_it_twice_tells_it_once(programme: Programme) -> None:
    application = await programme.submitted()
    for _ in range(2):
        await turn(programme, "terminate")
    assert (await programme.events(application)).count("LAPSED") == 1
