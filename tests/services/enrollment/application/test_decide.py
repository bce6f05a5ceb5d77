"""What processes may do: each command's answers and refusals."""

from datetime import timedelta
from typing import Any, get_args
from uuid import uuid4

import pytest

from chassis import clock
from chassis.ids import uuid7
from contracts.commands.cases import Stands
from contracts.commands.command import Refusal
from contracts.events.directory import RuleSetPublished
from contracts.rules import VERSION_1
from contracts.spans import Span
from services.enrollment.domain.words import Level, Stage
from tests.services.enrollment.programme import Programme, Verb, code

DAY = 24 * 3600


def refused(answer: Any) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


async def test_how_an_application_stands_is_told_without_its_person(programme: Programme) -> None:
    application = await programme.submitted()
    opened = await programme.look(application)
    assert not isinstance(opened, Refusal)
    assert (opened.finished, opened.state, opened.revision) == (False, "SUBMITTED", 1)
    assert [stage.stage for stage in opened.plan.stages] == ["school", "county", "municipal"]
    assert "林一鸣" not in opened.model_dump_json()
    await programme.ok("POST", f"/applications/{application}/withdraw", programme.person(), {})
    opened = await programme.look(application)
    assert not isinstance(opened, Refusal)
    assert opened.finished


async def test_an_unknown_application_is_refused_by_every_command(programme: Programme) -> None:
    nobody = uuid7()
    assert refused(await programme.look(nobody)) == "no_such_case"
    assert refused(await programme.admit(nobody)) == "no_such_case"
    assert refused(await programme.proceed(nobody)) == "no_such_case"
    for verb in get_args(Verb):
        assert refused(await programme.decide(nobody, "school", verb, revision=1)) == "no_such_case"


async def test_the_whole_way_to_a_membership(programme: Programme) -> None:
    application = await programme.submitted()
    taken = await programme.decide(application, "school", "approve")
    assert (taken.state, taken.proceed_in) == ("RECOMMENDED", None)
    assert (await programme.decide(application, "county", "approve")).state == "COUNTY_APPROVED"
    admitted = await programme.admit(application)
    assert admitted.state == "ADMITTED"
    assert admitted.finished
    assert await programme.events(application) == [
        "SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED", "ADMITTED"
    ]  # fmt: skip
    versions = "SELECT array_agg(aggregate_version ORDER BY seq) FROM outbox WHERE subject = :id"
    assert await programme.scalar(versions, id=application) == [2, 3, 4, 5]
    view = await programme.view(application)
    assert (view["state"], view["membership"]["state"], view["may"]) == ("ADMITTED", "ACTIVE", [])


@pytest.mark.parametrize(
    ("stage", "state"),
    [("school", "SCHOOL_DECLINED"), ("county", "COUNTY_REJECTED"), ("municipal", "MUNICIPAL_REJECTED")],
)
async def test_each_level_may_say_no(programme: Programme, stage: Stage, state: str) -> None:
    application = await programme.submitted()
    for before in get_args(Level)[: get_args(Level).index(stage)]:
        await programme.decide(application, before, "approve")
    assert (await programme.decide(application, stage, "reject")).state == state
    assert refused(await programme.decide(application, stage, "return")) == "ended"


async def test_no_step_is_skipped(programme: Programme) -> None:
    application = await programme.submitted()
    for stage in ("county", "municipal"):
        for verb in get_args(Verb):
            assert refused(await programme.decide(application, stage, verb)) == "wrong_state"
    assert refused(await programme.admit(application)) == "wrong_state"
    assert await programme.state(application) == "SUBMITTED"


async def test_the_citys_approval_makes_a_member_by_its_decision(programme: Programme) -> None:
    application, decision = await programme.approved_by_county(), uuid7()
    taken = await programme.decide(application, "municipal", "approve", decision_id=decision)
    assert taken.state == "ADMITTED"
    kept = "SELECT decision_id FROM memberships WHERE application_id = :id"
    assert await programme.scalar(kept, id=application) == decision


async def test_a_decision_names_the_revision_it_was_made_on(programme: Programme) -> None:
    application = await programme.submitted()
    await programme.decide(application, "school", "return")
    await programme.send(application)
    assert refused(await programme.decide(application, "school", "approve", revision=1)) == "stale_revision"
    assert (await programme.decide(application, "school", "approve", revision=2)).state == "RECOMMENDED"
    await programme.decide(application, "county", "approve")
    assert refused(await programme.admit(application, revision=1)) == "stale_revision"


async def test_after_a_withdrawal_nothing_counts(programme: Programme) -> None:
    application = await programme.approved_by_county()
    await programme.ok("POST", f"/applications/{application}/withdraw", programme.person(), {})
    assert refused(await programme.decide(application, "municipal", "reject")) == "withdrawn"
    assert refused(await programme.admit(application)) == "withdrawn"
    assert refused(await programme.proceed(application)) == "withdrawn"


@pytest.mark.parametrize(
    ("stage", "waiting"), [("school", "SUBMITTED"), ("county", "RECOMMENDED"), ("municipal", "COUNTY_APPROVED")]
)
async def test_a_resubmission_goes_to_the_level_that_returned_it(
    programme: Programme, stage: Stage, waiting: str
) -> None:
    application = await programme.submitted()
    for before in get_args(Level)[: get_args(Level).index(stage)]:
        await programme.decide(application, before, "approve")
    returned = await programme.decide(application, stage, "return")
    assert returned.state == "RETURNED"
    assert returned.proceed_in == pytest.approx(10 * DAY, abs=5)
    view = await programme.view(application)
    assert (view["returned_by"], view["may"]) == (stage, ["save", "submit", "withdraw"])
    body = {"motivation": "补充：曾执教县级公开课两节。", "base_version": view["version"]}
    saved = await programme.ok("PUT", f"/applications/{application}", programme.person(), body)
    assert (await programme.view(application))["changed_fields"] == ["motivation"]
    again = await programme.send(application, saved["version"])
    assert (again["state"], again["revision"]) == (waiting, 2)
    said = (await programme.news(application))[-1]
    assert said.card is not None
    assert (said.state, said.card.revision, said.opens, said.by_run) == (waiting, 2, False, False)
    shown = await programme.view(application)
    assert shown["revisions"][1]["changed_fields"] == ["motivation"]
    assert shown["revisions"][0]["content"]["motivation"] != shown["revisions"][1]["content"]["motivation"]


async def test_another_studio_starts_again_at_the_school_under_a_new_plan(programme: Programme) -> None:
    application = await programme.submitted()
    await programme.decide(application, "school", "approve")
    await programme.decide(application, "county", "return")
    view = await programme.view(application)
    body = {"studio_id": str(programme.other_studio), "base_version": view["version"]}
    await programme.ok("PUT", f"/applications/{application}", programme.person(), body)
    seen = await programme.ok("GET", f"/applications/{application}", programme.city)
    assert seen["studio"]["id"] == str(programme.studio), "offices see what was sent, not what is being typed"
    assert (await programme.view(application))["studio"]["id"] == str(programme.other_studio)
    assert (await programme.send(application))["state"] == "SUBMITTED"


async def test_another_school_starts_again_with_its_own_recommender(programme: Programme) -> None:
    application = await programme.submitted()
    await programme.decide(application, "school", "approve")
    await programme.decide(application, "county", "return")
    moved = uuid7()
    await programme.school_of(moved, "文成县青岚小学")
    await programme.register(programme.teacher, "林一鸣", moved, version=2)
    assert (await programme.send(application))["state"] == "SUBMITTED"
    plan = await programme.scalar("SELECT plan FROM applications WHERE id = :id", id=application)
    assert plan["stages"][0]["offices"][0]["scope"] == str(moved)


async def test_a_case_under_way_keeps_its_rules(apart: Programme) -> None:
    application = await apart.submitted()
    shorter = VERSION_1.recruitment.model_copy(update={"correction_period": Span(amount=1, unit="hours")})
    rules = VERSION_1.model_copy(update={"version": 2, "recruitment": shorter})
    await apart.hear(RuleSetPublished(rule_set=rules, effective_from=clock.business()))
    assert (await apart.decide(application, "school", "return")).proceed_in == pytest.approx(10 * DAY, abs=5)
    later = await apart.submitted(await apart.another_teacher())
    assert (await apart.decide(later, "school", "return")).proceed_in == pytest.approx(3600, abs=5)


async def test_unanswered_for_ten_days_it_lapses(programme: Programme, moving: Any) -> None:
    application = await programme.submitted()
    await programme.decide(application, "school", "return")
    moving(timedelta(days=9))
    early = await programme.proceed(application)
    assert refused(early) == "not_yet"
    assert isinstance(early, Refusal)
    assert early.retry_in == pytest.approx(DAY, abs=30)
    moving(timedelta(days=1))
    assert (await programme.proceed(application)).state == "LAPSED"
    assert await programme.state(application) == "LAPSED"
    assert refused(await programme.proceed(application)) == "ended"
    assert (await programme.events(application))[-1] == "LAPSED"


async def test_what_was_resubmitted_does_not_lapse(programme: Programme, moving: Any) -> None:
    application = await programme.submitted()
    await programme.decide(application, "school", "return")
    await programme.send(application)
    moving(timedelta(days=11))
    assert refused(await programme.proceed(application)) == "wrong_state"


async def test_too_late_to_resubmit_though_it_has_not_lapsed(programme: Programme, moving: Any) -> None:
    application = await programme.submitted()
    await programme.decide(application, "school", "return")
    version = (await programme.view(application))["version"]
    moving(timedelta(days=10))
    answer = await programme.call(
        "POST", f"/applications/{application}/submit", programme.person(), {"version": version}
    )
    assert code(answer, 409) == "correction_over"


async def test_nothing_but_an_office_moves_it_while_the_round_is_open(programme: Programme, moving: Any) -> None:
    application = await programme.submitted()
    assert (await programme.look(application)).proceed_in is None
    for days in (29, 2):
        moving(timedelta(days=days))
        # Past its end too: a round is over when it was closed, and not before.
        assert refused(await programme.proceed(application)) == "wrong_state"
    assert await programme.state(application) == "SUBMITTED"


async def test_a_member_is_not_admitted_twice_in_a_cycle(programme: Programme) -> None:
    application = await programme.approved_by_county()
    async with programme.service.database.transaction() as transaction:
        await transaction.connection.exec_driver_sql(
            "INSERT INTO memberships SELECT $1, $2, applicant_id, studio_id, cycle, school_id, 'ACTIVE', $3, now()"
            " FROM applications WHERE id = $4",
            (uuid4(), await programme.submitted(await programme.another_teacher()), uuid4(), application),
        )
    assert refused(await programme.admit(application)) == "membership_exists"
    assert await programme.state(application) == "COUNTY_APPROVED"


async def test_a_member_cannot_apply_again_in_the_cycle(programme: Programme) -> None:
    await programme.admit(await programme.approved_by_county())
    application, version = await programme.draft(studio=programme.other_studio)
    answer = await programme.call(
        "POST", f"/applications/{application}/submit", programme.person(), {"version": version}
    )
    assert code(answer, 409) == "membership_exists"


@pytest.mark.parametrize("then", ["withdrawn", "returned", "terminated"])
async def test_what_was_taken_over_before_has_not_come_second(programme: Programme, then: str) -> None:
    """A run made anew asks again, under whatever key: the decision was not refused, and nobody is told so."""
    application, decision_id = await programme.submitted(), uuid7()
    assert (await programme.decide(application, "school", "approve", decision_id=decision_id)).state == "RECOMMENDED"
    if then == "withdrawn":
        await programme.ok("POST", f"/applications/{application}/withdraw", programme.person(), {})
    elif then == "returned":
        await programme.decide(application, "county", "return")
        await programme.send(application)
    else:
        await programme.ok(
            "POST", f"/studios/{programme.studio}/turns/terminate", programme.city, {"reason": "名额调整，终止。"}
        )
    before = await programme.events(application)
    again = await programme.decide(application, "school", "approve", decision_id=decision_id, revision=1)
    assert isinstance(again, Stands)
    assert again.finished == (then != "returned")
    assert await programme.events(application) == before
    fresh = await programme.decide(application, "school", "approve", revision=1)
    assert isinstance(fresh, Refusal)
