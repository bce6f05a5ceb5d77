"""Two facts meet at one application: in either order one of them counts, and the other is told."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from casework.gate import By
from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.commands.cases import Stands
from contracts.commands.command import Refusal
from contracts.commands.enrollment import CLOSE_ROUND, CloseRound, RoundEnded
from services.enrollment.commands.application.admit import admit
from services.enrollment.commands.application.lapse import proceed
from services.enrollment.commands.application.submit import submit
from services.enrollment.commands.application.withdraw import withdraw
from services.enrollment.commands.round.close import close_round
from tests.services.enrollment.meeting import outcome, returned, second_while_first_is_open
from tests.services.enrollment.programme import Programme, admission, code


async def test_withdrawn_then_admitted(programme: Programme) -> None:
    application = await programme.approved_by_county()

    def taking_back(transaction: Transaction) -> Awaitable[Any]:
        return withdraw(transaction, application, By(programme.teacher, "林一鸣"), "")

    done = await second_while_first_is_open(
        programme, taking_back, lambda transaction: admit(transaction, admission(application))
    )
    assert [outcome(each) for each in done] == ["Withdrawn", "withdrawn"]
    assert await programme.state(application) == "WITHDRAWN"
    assert await programme.scalar("SELECT count(*) FROM memberships WHERE application_id = :id", id=application) == 0


async def test_admitted_then_withdrawn(programme: Programme) -> None:
    application = await programme.approved_by_county()
    done = await second_while_first_is_open(
        programme,
        lambda transaction: admit(transaction, admission(application)),
        lambda transaction: withdraw(transaction, application, By(programme.teacher, "林一鸣"), ""),
    )
    assert [outcome(each) for each in done] == ["ADMITTED", "cannot_withdraw"]
    assert await programme.state(application) == "ADMITTED"
    assert "WITHDRAWN" not in await programme.events(application)


async def test_resubmitted_then_lapsed(programme: Programme, moving: Any) -> None:
    application, version = await returned(programme)

    async def lapsing(transaction: Transaction) -> Any:
        moving(timedelta(days=11))
        return await proceed(transaction, application)

    done = await second_while_first_is_open(
        programme, lambda transaction: submit(transaction, application, programme.teacher, version), lapsing
    )
    assert [outcome(each) for each in done] == ["Submitted", "wrong_state"]
    assert await programme.state(application) == "SUBMITTED"


async def test_lapsed_then_resubmitted(programme: Programme, moving: Any) -> None:
    application, version = await returned(programme)
    moving(timedelta(days=10))

    async def resubmitting(transaction: Transaction) -> Any:
        # A moment before the deadline by its own clock, and yet second.
        moving(timedelta(hours=-1))
        return await submit(transaction, application, programme.teacher, version)

    done = await second_while_first_is_open(
        programme,
        lambda transaction: proceed(transaction, application),
        resubmitting,
    )
    assert [outcome(each) for each in done] == ["LAPSED", "not_editable"]
    assert await programme.state(application) == "LAPSED"
    assert (await programme.view(application))["draft"]["motivation"], "what was typed is not lost"


async def test_decided_before_the_closing_and_admitted_after_it(programme: Programme) -> None:
    application = await programme.approved_by_county()
    decided_at = clock.business()
    done = await second_while_first_is_open(
        programme,
        lambda transaction: close_round(transaction, programme.round),
        lambda transaction: admit(transaction, admission(application, decided_at=decided_at)),
    )
    assert [outcome(each) for each in done] == ["datetime", "ADMITTED"]
    assert [(said.state, said.cause) for said in (await programme.news(application))[-2:]] == [
        ("COUNTY_APPROVED", "round_closed"), ("ADMITTED", "done")
    ]  # fmt: skip


async def test_decided_after_the_closing(programme: Programme) -> None:
    application = await programme.approved_by_county()
    closed = await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    assert closed["state"] == "CLOSED"
    assert outcome(await programme.admit(application)) == "round_closed"
    assert outcome(await programme.proceed(application)) == "LAPSED"
    assert await programme.state(application) == "LAPSED"


async def test_admitted_before_the_closing_is_not_told_of_it(programme: Programme) -> None:
    application = await programme.approved_by_county()
    done = await second_while_first_is_open(
        programme,
        lambda transaction: admit(transaction, admission(application)),
        lambda transaction: close_round(transaction, programme.round),
    )
    assert outcome(done[0]) == "ADMITTED"
    assert (await programme.events(application))[-1] == "ADMITTED"


async def test_a_return_decided_before_the_closing_has_no_time_left(programme: Programme) -> None:
    application = await programme.submitted()
    decided_at = clock.business()
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    taken = await programme.decide(application, "school", "return", decided_at=decided_at)
    assert (taken.state, taken.proceed_in, taken.over) == ("RETURNED", 0.0, "round_closed")
    view = await programme.view(application)
    answer = await programme.call(
        "POST", f"/applications/{application}/submit", programme.person(), {"version": view["version"]}
    )
    assert code(answer, 409) == "round_closed"
    assert outcome(await programme.proceed(application)) == "LAPSED"


async def test_two_admissions_at_once_make_one_member(programme: Programme) -> None:
    application = await programme.approved_by_county()
    done = await second_while_first_is_open(
        programme,
        lambda transaction: admit(transaction, admission(application)),
        lambda transaction: admit(transaction, admission(application)),
    )
    assert [outcome(each) for each in done] == ["ADMITTED", "ended"]
    answers = await asyncio.gather(*(programme.admit(application) for _ in range(5)))
    assert not [answer for answer in answers if outcome(answer) == "ADMITTED"]
    assert await programme.scalar("SELECT count(*) FROM memberships WHERE application_id = :id", id=application) == 1


async def test_two_decisions_at_once(programme: Programme) -> None:
    application = await programme.submitted()
    answers = await asyncio.gather(
        programme.decide(application, "school", "approve"), programme.decide(application, "school", "reject")
    )
    (taken,) = (answer for answer in answers if isinstance(answer, Stands))
    assert taken.state in ("RECOMMENDED", "SCHOOL_DECLINED")
    assert len([answer for answer in answers if isinstance(answer, Refusal)]) == 1
    assert await programme.events(application) == ["SUBMITTED", taken.state]


async def test_withdrawing_twice_is_once(programme: Programme) -> None:
    application = await programme.submitted()
    path = f"/applications/{application}/withdraw"
    answers = await asyncio.gather(*(programme.call("POST", path, programme.person(), {}) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert await programme.events(application) == ["SUBMITTED", "WITHDRAWN"]


async def test_a_round_is_closed_by_its_process_when_its_time_is_up(programme: Programme, moving: Any) -> None:
    application = await programme.submitted()
    asked = CloseRound(round_id=programme.round)
    early = await programme.ask(CLOSE_ROUND, asked)
    assert outcome(early) == "not_yet"
    moving(timedelta(days=31))
    closed = await programme.ask(CLOSE_ROUND, asked)
    assert isinstance(closed, RoundEnded)
    assert await programme.ask(CLOSE_ROUND, asked) == closed
    assert (await programme.news(application))[-1].cause == "round_closed"
    assert outcome(await programme.ask(CLOSE_ROUND, CloseRound(round_id=uuid7()))) == "wrong_state"
