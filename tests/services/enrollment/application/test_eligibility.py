"""Whether one may apply at all is told before the first step, with what sending would be refused with; nobody else is kept from it."""

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis import clock
from chassis.ids import uuid7
from contracts.events.directory import PersonRegistered
from services.enrollment.domain.application import guards
from tests.services.enrollment.member.membership import admitted
from tests.services.enrollment.programme import Programme
from tests.services.enrollment.test_disqualification import Member

Moving = Callable[[timedelta], None]


@dataclass(frozen=True)
class Wish:
    """Who would apply where."""

    person: UUID | None = None
    round: UUID | None = None
    studio: UUID | None = None


async def not_yet_open(programme: Programme, _: Moving) -> Wish:
    later = uuid7()
    body = programme.round_body(opens_at=clock.business() + timedelta(days=2), studio_ids=[str(programme.studio)])
    await programme.ok("PUT", f"/rounds/{later}", programme.city, body)
    return Wish(round=later)


async def over(programme: Programme, moving: Moving) -> Wish:
    moving(timedelta(days=31))
    return Wish()


async def closed(programme: Programme, _: Moving) -> Wish:
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    return Wish()


async def applied_already(programme: Programme, _: Moving) -> Wish:
    await programme.submitted()
    return Wish(studio=programme.other_studio)


async def member_already(programme: Programme, _: Moving) -> Wish:
    application = await programme.approved_by_county()
    await programme.decide(application, "municipal", "approve")
    assert await programme.state(application) == "ADMITTED"
    return Wish(studio=programme.other_studio)


async def disqualified(programme: Programme, _: Moving) -> Wish:
    await Member(programme, await admitted(programme)).bring_to("DISQUALIFIED")
    return Wish(studio=programme.other_studio)


async def without_school(programme: Programme, _: Moving) -> Wish:
    person = uuid7()
    await programme.register(person, "无校教师")
    await programme.hear(PersonRegistered(person_id=person, name="无校教师", school_id=None), 2)
    return Wish(person)


async def host_of_it(programme: Programme, _: Moving) -> Wish:
    row = programme.studio_row(programme.studio, "温州市林晓岚“名师送教”工作室", host=programme.teacher)
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row]})
    return Wish()


async def of_another_county(programme: Programme, _: Moving) -> Wish:
    return Wish(studio=programme.far_studio)


async def outside_the_round(programme: Programme, _: Moving) -> Wish:
    late = uuid7()
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [programme.studio_row(late, "后加")]})
    return Wish(studio=late)


async def suspended(programme: Programme, _: Moving) -> Wish:
    await programme.scalar("UPDATE studios SET state = 'SUSPENDED' WHERE id = :id RETURNING id", id=programme.studio)
    return Wish()


Make = Callable[[Programme, Moving], Awaitable[Wish]]

OF_THE_PERSON: dict[str, list[Make]] = {
    "round_not_open": [not_yet_open],
    "round_closed": [over, closed],
    "second_application": [applied_already],
    "membership_exists": [member_already],
    "disqualified": [disqualified],
    "no_school": [without_school],
}
OF_THE_STUDIO: dict[str, list[Make]] = {
    "own_studio": [host_of_it],
    "other_county": [of_another_county],
    "studio_not_in_round": [outside_the_round],
    "studio_not_recruiting": [suspended],
}
CASES = [(code, make) for code, makes in (OF_THE_PERSON | OF_THE_STUDIO).items() for make in makes]


async def asked(programme: Programme, wish: Wish, language: str = "zh") -> dict[str, Any]:
    """What is told of the round and studio."""
    round_, studio = wish.round or programme.round, wish.studio or programme.studio
    path = f"/eligibility?round_id={round_}&studio_id={studio}"
    headers = programme.person(wish.person) | {"Accept-Language": language}
    [told] = (await programme.ok("GET", path, headers))["items"]
    found: dict[str, Any] = told
    return found


@pytest.mark.parametrize(("code", "make"), CASES)
async def test_it_is_told_beforehand_what_sending_would_be_refused_with(
    programme: Programme, moving: Moving, code: str, make: Make
) -> None:
    wish = await make(programme, moving)
    told = await asked(programme, wish)
    against: Any = told["obstacle"] if code in OF_THE_PERSON else next(iter(told["studios"]), None)
    assert against["code"] == code

    changes = {"round_id": str(wish.round)} if wish.round else {}
    application, version = await programme.begun(wish.person, wish.studio, **changes)
    path, headers = f"/applications/{application}/submit", programme.person(wish.person)
    refused = (await programme.call("POST", path, headers, {"version": version})).json()
    assert (refused["code"], refused["detail"]) == (code, against["words"])
    # What was begun all the same says so as well, however little of it is written.
    seen = (await programme.view(application, wish.person))["obstacle"]
    assert (seen["code"], seen["words"]) == (code, against["words"])
    assert against["application_id"] == seen["application_id"] == refused.get("application_id")


def test_every_refusal_for_ones_situation_is_among_them() -> None:
    """Those left are of a round or studio that is not there, of beginning a draft, and of what was sent before."""
    named = set(re.findall(r"problems\.(\w+)\(", inspect.getsource(guards)))
    assert named - {code for code, _ in CASES} == {
        "unknown_studio", "round_fixed", "correction_over", "round_elsewhere",
    }  # fmt: skip


async def test_whoever_may_apply_is_kept_from_nothing(programme: Programme) -> None:
    told = await asked(programme, Wish())
    assert (told["obstacle"], told["studios"]) == (None, [])
    application, version = await programme.draft()
    assert (await programme.view(application))["obstacle"] is None
    await programme.send(application, version)
    assert await programme.state(application) == "SUBMITTED"


async def test_a_draft_is_no_obstacle_and_neither_is_what_has_ended(programme: Programme) -> None:
    await programme.draft()
    sent = await programme.submitted()
    await programme.ok("POST", f"/applications/{sent}/withdraw", programme.person(), {"reason": "改选工作室"})
    assert (await asked(programme, Wish()))["obstacle"] is None


async def test_without_naming_one_all_open_rounds_are_told_of(apart: Programme, moving: Moving) -> None:
    later = (await not_yet_open(apart, moving)).round
    open_ = (await apart.ok("GET", "/eligibility", apart.person()))["items"]
    assert [each["round_id"] for each in open_] == [str(apart.round)]
    moving(timedelta(days=3))
    both = (await apart.ok("GET", "/eligibility", apart.person()))["items"]
    assert {each["round_id"] for each in both} == {str(apart.round), str(later)}
    assert (await apart.ok("GET", f"/eligibility?round_id={uuid7()}", apart.person()))["items"] == []


async def test_it_is_told_in_the_readers_language(programme: Programme) -> None:
    told = await asked(programme, Wish(studio=programme.far_studio), "en")
    assert told["studios"][0]["words"].startswith("This studio is in another county")


async def test_what_was_returned_tells_that_its_time_is_up(programme: Programme, moving: Moving) -> None:
    application = await programme.submitted()
    assert (await programme.view(application))["obstacle"] is None
    await programme.scalar(
        "UPDATE applications SET state = 'RETURNED', returned_by = 'school', correction_until = :at WHERE id = :id RETURNING id",
        id=application, at=clock.business() + timedelta(days=1),
    )  # fmt: skip
    assert (await programme.view(application))["obstacle"] is None
    moving(timedelta(days=2))
    assert (await programme.view(application))["obstacle"]["code"] == "correction_over"
