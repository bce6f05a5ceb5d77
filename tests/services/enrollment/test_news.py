"""What is told of a case, whatever its kind: once for each change, in order, to whom it concerns; and what its process is answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import uuid7
from contracts.cases import CaseNews
from contracts.commands.cases import Look, Proceed, Record
from contracts.commands.command import Refusal
from contracts.kinds import DISQUALIFICATION, STUDIO_ESTABLISHMENT, TRAINEE_APPLICATION, Kind
from tests.services.enrollment.programme import CASE_NEWS, CASES, TABLES, Programme
from tests.services.enrollment.studio.nominating import Nominating
from tests.services.enrollment.test_disqualification import Member

VERSIONS = {name: f"SELECT version FROM {table} WHERE id = :id" for name, table in TABLES.items()}
UNHEARD_OF = (("interview", "approve"), ("school", "applaud"), ("qualification", "return"), ("", ""))


async def told(programme: Programme, case_id: UUID) -> list[CaseNews]:
    """The news of a case, once what holds for every kind was seen to hold."""
    news = await programme.news(case_id)
    versions = [said.version for said in news]
    assert versions == sorted(set(versions)), "one for each change, and each newer than the one before"
    numbered = "SELECT array_agg(aggregate_version ORDER BY seq) FROM outbox WHERE subject = :id AND type = :type"
    assert await programme.scalar(numbered, id=case_id, type=CASE_NEWS) == versions
    assert versions[-1] == await programme.scalar(VERSIONS[news[0].kind], id=case_id), "nothing changed unheard"
    assert [said.opens for said in news] == [True, *(False for _ in news[1:])]
    assert [said.finished for said in news[:-1]] == [False] * (len(news) - 1), "nothing is told after the end"
    cards = [said.card for said in news if said.card is not None]
    assert [card.revision for card in cards] == list(range(1, len(cards) + 1))
    for card in cards:
        assert card.facts
        assert all(fact.value and fact.label.zh and fact.label.en for fact in card.facts)
        assert card.case_id == case_id
    stands = await programme.ask(CASES.look, Look(kind=news[0].kind, case_id=case_id))
    assert not isinstance(stands, Refusal)
    assert (stands.finished, stands.state, stands.version) == (news[-1].finished, news[-1].state, news[-1].version)
    assert (stands.revision, stands.content_hash) == (cards[-1].revision, cards[-1].content_hash)
    return news


def by_run(news: Sequence[CaseNews]) -> list[str]:
    """The states the case's own process brought it to."""
    return [said.state for said in news if said.by_run]


def deeds(news: Sequence[CaseNews]) -> list[str]:
    """What people did at the owner's, as the log says it."""
    return [said.deed.verb for said in news if said.deed is not None]


def outcomes(news: Sequence[CaseNews]) -> dict[str, tuple[UUID, ...]]:
    """Who is told of which state."""
    return {said.state: said.tells for said in news if said.tells}


async def test_an_application_from_its_letter_to_its_admission(programme: Programme) -> None:
    application = await programme.submitted()
    await programme.decide(application, "school", "return")
    await programme.send(application)
    for stage in ("school", "county", "municipal"):
        await programme.decide(application, stage, "approve")
    news = await told(programme, application)
    assert [said.state for said in news] == [
        "SUBMITTED", "RETURNED", "SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED", "ADMITTED"
    ]  # fmt: skip
    assert by_run(news) == ["RETURNED", "RECOMMENDED", "COUNTY_APPROVED", "ADMITTED"]
    assert deeds(news) == ["submit", "resubmit"]
    assert outcomes(news) == {"ADMITTED": (programme.teacher,)}
    assert [said.until is not None for said in news] == [False, True, False, False, False, False]
    assert news[-1].finished
    first = news[0].card
    assert first is not None
    assert {fact.name: fact.type for fact in first.facts} == {
        "applicant": "person", "school": "text", "post": "text", "title": "text", "studio": "text"
    }  # fmt: skip


async def test_the_membership_that_begins_is_said_once_with_the_admission(programme: Programme) -> None:
    application = await programme.approved_by_county()
    await programme.admit(application)
    began = "SELECT data FROM outbox WHERE type = 'enrollment.membership.began' AND data->>'application_id' = :id"
    said = await programme.scalar(began, id=str(application))
    assert (said["trainee_id"], said["studio_id"]) == (str(programme.teacher), str(programme.studio))
    assert said["membership_id"] == str(
        await programme.scalar("SELECT id FROM memberships WHERE application_id = :id", id=application)
    )


async def test_what_is_taken_back_ends_and_tells_nobody(programme: Programme) -> None:
    application = await programme.submitted()
    await programme.ok("POST", f"/applications/{application}/withdraw", programme.person(), {})
    last = (await told(programme, application))[-1]
    assert (last.state, last.finished, last.by_run, last.cause, last.tells) == (
        "WITHDRAWN", True, False, "withdrawn", ()
    )  # fmt: skip
    assert deeds([last]) == ["withdraw"]


async def test_a_draft_that_is_taken_back_was_never_a_case(programme: Programme) -> None:
    application, _ = await programme.draft()
    await programme.ok("POST", f"/applications/{application}/withdraw", programme.person(), {})
    assert await programme.news(application) == []
    answer = await programme.look(application)
    assert isinstance(answer, Refusal)
    assert answer.code == "no_such_case"


@pytest.mark.parametrize("decided", [(), ("school",), ("school", "county")])
async def test_once_its_round_has_closed_an_application_is_over_and_lapses(
    programme: Programme, decided: tuple[str, ...]
) -> None:
    application = await programme.submitted()
    for stage in decided:
        await programme.decide(application, stage, "approve")
    assert (await programme.look(application)).over is None
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    stands = await programme.look(application)
    assert (stands.over, stands.proceed_in, stands.finished) == ("round_closed", 0.0, False)
    lapsed = await programme.proceed(application)
    assert (lapsed.state, lapsed.finished, lapsed.over, lapsed.proceed_in) == ("LAPSED", True, None, None)
    closing, last = (await told(programme, application))[-2:]
    assert (closing.cause, closing.by_run, closing.tells) == ("round_closed", False, ())
    assert (last.cause, last.by_run, last.tells) == ("lapsed", True, (programme.teacher,))


async def test_an_office_has_it_again_where_nothing_about_the_case_changed(programme: Programme) -> None:
    await programme.ok(
        "PUT", f"/studios/{programme.studio}/cap", programme.city, {"soft_cap": 1, "reason": "基地学校场地有限"}
    )
    first, second = [await programme.approved_by_county(await programme.another_teacher()) for _ in range(2)]
    await programme.admit(first)
    version = (await programme.look(second)).version
    full = await programme.admit(second)
    assert full == Refusal(code="studio_full", again=True)
    async with programme.service.database.transaction() as transaction:
        # Another membership of the same person in the cycle.
        await transaction.connection.exec_driver_sql(
            "UPDATE applications SET applicant_id = (SELECT applicant_id FROM applications WHERE id = $1) WHERE id = $2",
            (first, second),
        )
    exists = await programme.admit(second)
    assert exists == Refusal(code="membership_exists", again=True)
    assert (await programme.look(second)).version == version


async def test_a_studio_from_its_nomination_to_its_beginning(programme: Programme) -> None:
    nominating = Nominating(programme)
    await nominating.load()
    await nominating.recruiting()
    await nominating.members(10)
    await nominating.window()
    assert (await programme.look(nominating.studio, STUDIO_ESTABLISHMENT)).proceed_in == 0.0
    await nominating.proceed()
    news = await told(programme, nominating.studio)
    assert [said.state for said in news] == [
        "NOMINATED", "QUALIFIED", "DISPATCHED", "BASE_PROPOSED", "BASE_CONFIRMED", "RECRUITING", "RECRUITING", "ACTIVE"
    ]  # fmt: skip
    # The second RECRUITING is the window: what the run may wait for has changed, and so it hears of it.
    assert by_run(news) == ["QUALIFIED", "BASE_CONFIRMED", "RECRUITING", "ACTIVE"]
    assert deeds(news) == ["submit", "dispatch", "propose_base"]
    waiting = (nominating.nominator, nominating.host)
    assert outcomes(news) == {"QUALIFIED": waiting, "ACTIVE": waiting}
    last = news[3].card
    assert last is not None
    assert [fact.name for fact in last.facts] == ["nominator", "host", "school", "titles", "studio", "base_school"]
    assert set(last.parties) == set(waiting)


async def test_a_nomination_that_is_ended_says_so(programme: Programme) -> None:
    nominating = Nominating(programme)
    await nominating.load()
    assert (await nominating.send()).is_success
    await nominating.post("turns/terminate", programme.city, reason="名额调整，终止提名。")
    last = (await told(programme, nominating.studio))[-1]
    assert (last.state, last.finished, last.by_run, last.cause) == ("TERMINATED", True, False, "terminated")
    assert last.tells == (nominating.nominator, nominating.host)


async def test_a_studio_that_was_loaded_has_no_case(programme: Programme) -> None:
    for _ in range(10):
        application = await programme.approved_by_county(await programme.another_teacher())
        await programme.admit(application)
    host = programme.person(programme.host)
    window = f"/studios/{programme.studio}/window"
    await programme.ok("PUT", window, host, {"text": "欢迎各位老师。", "base_version": 0})
    await programme.ok("POST", f"{window}/publish", host)
    stands = await programme.look(programme.studio, STUDIO_ESTABLISHMENT)
    assert (stands.finished, stands.proceed_in) == (True, None)
    answer = await programme.proceed(programme.studio, STUDIO_ESTABLISHMENT)
    assert isinstance(answer, Refusal)
    assert answer.code == "wrong_state"
    assert await programme.news(programme.studio) == []


@pytest.fixture
async def member(programme: Programme) -> Member:
    """The teacher, admitted."""
    application = await programme.approved_by_county()
    await programme.admit(application)
    found = await programme.scalar("SELECT id FROM memberships WHERE application_id = :id", id=application)
    return Member(programme, UUID(str(found)))


async def test_a_disqualification_to_the_end_of_its_appeal(member: Member) -> None:
    await member.bring_to("APPEAL")
    await member.decide("appeal", "approve")
    case_id = UUID((await member.case())["id"])
    news = await told(member.programme, case_id)
    assert [said.state for said in news] == [
        "FLAGGED", "HOST_CONFIRMED", "STATEMENT", "COUNTY_OPINION", "DISQUALIFIED", "APPEAL", "OVERTURNED"
    ]  # fmt: skip
    assert by_run(news) == ["HOST_CONFIRMED", "COUNTY_OPINION", "DISQUALIFIED", "OVERTURNED"]
    assert deeds(news) == ["flag", "state", "appeal"]
    assert [said.deed.actor_id for said in news if said.deed] == [None, *[member.programme.teacher] * 2]
    trainee = (member.programme.teacher,)
    assert outcomes(news) == {"DISQUALIFIED": trainee, "OVERTURNED": trainee}
    assert [said.state for said in news if said.until] == ["HOST_CONFIRMED", "DISQUALIFIED"]
    assert [said.state for said in news if said.card] == ["FLAGGED", "STATEMENT", "APPEAL"]


async def test_a_disqualification_nobody_appeals_ends_by_time(member: Member, moving: Any) -> None:
    await member.bring_to("DISQUALIFIED")
    case_id = UUID((await member.case())["id"])
    assert (await member.programme.look(case_id, DISQUALIFICATION)).proceed_in is not None
    moving(timedelta(days=11))
    assert (await member.proceed()).finished
    last = (await told(member.programme, case_id))[-1]
    assert (last.state, last.finished, last.by_run, last.until) == ("DISQUALIFIED", True, True, None)


async def test_attendance_corrected_ends_it_for_everybody(member: Member) -> None:
    await member.bring_to("STATEMENT")
    case_id = UUID((await member.case())["id"])
    await member.corrected()
    last = (await told(member.programme, case_id))[-1]
    assert (last.state, last.finished, last.by_run, last.cause) == ("CORRECTED", True, False, "corrected")
    assert (deeds([last]), last.tells) == (["correct"], (member.programme.teacher,))


@pytest.mark.parametrize(("stage", "verb"), UNHEARD_OF)
async def test_a_stage_or_verb_there_is_not_is_refused_like_one_that_comes_too_late(
    member: Member, stage: str, verb: str
) -> None:
    programme = member.programme
    await member.bring_to("FLAGGED")
    nominating = Nominating(programme)
    await nominating.load()
    assert (await nominating.send()).is_success
    cases: dict[UUID, Kind] = {
        await programme.submitted(await programme.another_teacher()): TRAINEE_APPLICATION,
        nominating.studio: STUDIO_ESTABLISHMENT,
        UUID((await member.case())["id"]): DISQUALIFICATION,
    }
    for case_id, kind in cases.items():
        assert await programme.decide(case_id, stage, verb, kind) == Refusal(code="wrong_state")
        assert len(await told(programme, case_id)) == 1


async def test_a_kind_of_somebody_else_is_no_case_here(programme: Programme) -> None:
    application = await programme.submitted()
    record = Record(kind="parcel", case_id=application, stage="school", signatures=())
    asked: list[tuple[Any, Look | Record | Proceed]] = [
        (CASES.look, Look(kind="parcel", case_id=application)),
        (CASES.record, record),
        (CASES.proceed, Proceed(kind="parcel", case_id=uuid7())),
    ]
    for command, question in asked:
        assert await programme.ask(command, question) == Refusal(code="no_such_case")
