"""Development plans: revisions of the trainee, decided one by one by the host, who decides what was read."""

from typing import Any

import pytest

from chassis.formats import PAPERS, checked
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.enrollment.commands.development_plan import NewPlan, PlanDecision, decide
from services.enrollment.commands.development_plan import hand_in as handing_in
from tests.services.enrollment.meeting import outcome, second_while_first_is_open
from tests.services.enrollment.member.membership import (
    COUNTY,
    DOC,
    DOCX,
    PDF,
    XLSX,
    admitted,
    decide_plan,
    hand_in,
    leave,
    transfer,
)
from tests.services.enrollment.programme import TAISHUN, Programme, code

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


async def plan_of(programme: Programme, membership: Any, headers: Any = None) -> Any:
    shown = await programme.ok("GET", f"/members/{membership}", headers or programme.person())
    return shown["plans"]


async def test_a_plan_is_handed_in_returned_and_confirmed(programme: Programme) -> None:
    membership = await admitted(programme)
    first = (await hand_in(programme, membership)).json()
    assert (first["revision"], first["state"], first["years"]) == (1, "SUBMITTED", 3)
    returned = await decide_plan(programme, membership, first, "return", "请补充第二年的课题安排。")
    assert returned.json()["state"] == "RETURNED"
    second = (await hand_in(programme, membership, content=DOCX, name="规划.docx", years=2)).json()
    answers = [await decide_plan(programme, membership, second) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    shown = await plan_of(programme, membership)
    assert [(plan["revision"], plan["state"], plan["opinion"]) for plan in shown] == [
        (2, "CONFIRMED", None), (1, "RETURNED", "请补充第二年的课题安排。"),
    ]  # fmt: skip
    plan_id = await programme.scalar(
        "SELECT id FROM development_plans WHERE membership_id = :id AND revision = 2", id=membership
    )
    assert await programme.events(plan_id) == ["plan.confirmed"]
    roster = await programme.ok("GET", f"/studios/{programme.studio}/roster", programme.person(programme.host))
    assert roster["items"][0]["plan"]["state"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [(PDF, "规划.pdf", "application/pdf"), (PNG, "规划.png", "image/png"), (DOC, "规划.doc", "application/msword"),
     (DOCX, "规划.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")],
)  # fmt: skip
async def test_pdf_word_and_pictures(programme: Programme, content: bytes, name: str, media_type: str) -> None:
    membership = await admitted(programme)
    plan = (await hand_in(programme, membership, content=content, name=name)).json()
    assert plan["media_type"] == media_type
    answer = await programme.call("GET", f"/members/{membership}/plans/1/file", programme.person(programme.host))
    assert answer.content == content
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name", "refused_as"),
    [(XLSX, "规划.xlsx", "file_type"), (DOCX, "规划.pdf", "file_disguised"), (b"MZ\x90", "规划.pdf", "file_type"),
     (b"", "规划.pdf", "file_empty")],
)  # fmt: skip
async def test_other_files_are_refused(programme: Programme, content: bytes, name: str, refused_as: str) -> None:
    membership = await admitted(programme)
    assert code(await hand_in(programme, membership, content=content, name=name), 422) == refused_as
    assert await plan_of(programme, membership) == []


async def test_word_is_for_plans_alone(programme: Programme) -> None:
    application, _ = await programme.draft()
    answer = await programme.upload(application, {"file": ("证书.docx", DOCX, "application/octet-stream")})
    assert code(answer, 422) == "file_type"


@pytest.mark.parametrize(
    ("typed", "fields"),
    [({"title": " "}, ["title"]), ({"title": "长" * 61}, ["title"]), ({"years": 1}, ["years"]), ({"years": 4}, ["years"]),
     ({"years": "两"}, ["years"]), ({"title": "", "years": ""}, ["title", "years"])],
)  # fmt: skip
async def test_title_and_years(programme: Programme, typed: dict[str, Any], fields: list[str]) -> None:
    membership = await admitted(programme)
    answer = await hand_in(programme, membership, **typed)
    assert code(answer, 422) == "invalid_plan"
    assert [error["field"] for error in answer.json()["errors"]] == fields


async def test_the_same_again_is_the_one_that_is_there_and_another_replaces_it(programme: Programme) -> None:
    membership = await admitted(programme)
    first = (await hand_in(programme, membership)).json()
    assert (await hand_in(programme, membership)).json() == first
    second = (await hand_in(programme, membership, content=PNG, name="规划.png")).json()
    assert second["revision"] == 2
    answer = await decide_plan(programme, membership, first)
    assert code(answer, 409) == "plan_decided"
    assert (answer.json()["state"], answer.json()["revision"]) == ("SUPERSEDED", 2)
    confirmed = (await decide_plan(programme, membership, second)).json()
    third = (await hand_in(programme, membership, title="修订后的规划")).json()
    assert (third["revision"], third["state"]) == (3, "SUBMITTED")
    assert [plan["state"] for plan in await plan_of(programme, membership)] == ["SUBMITTED", "CONFIRMED", "SUPERSEDED"]
    assert confirmed["revision"] == 2


async def test_the_host_decides_what_was_read(programme: Programme) -> None:
    membership = await admitted(programme)
    plan = (await hand_in(programme, membership)).json()
    assert code(await decide_plan(programme, membership, plan | {"sha256": "0" * 64}), 409) == "another_file"
    assert code(await decide_plan(programme, membership, plan | {"revision": 9}), 404) == "not_found"
    assert code(await decide_plan(programme, membership, plan, "return", " "), 422) == "opinion_missing"
    assert (await plan_of(programme, membership))[0]["state"] == "SUBMITTED"
    await decide_plan(programme, membership, plan)
    assert code(await decide_plan(programme, membership, plan, "return", "晚了"), 409) == "plan_decided"


async def test_who_does_what(programme: Programme) -> None:
    membership = await admitted(programme)
    plan = (await hand_in(programme, membership)).json()
    host, county = programme.host, programme.office(COUNTY)
    assert code(await hand_in(programme, membership, host), 403) == "not_yours"
    assert code(await decide_plan(programme, membership, plan, host=programme.teacher), 403) == "not_yours"
    stranger = await programme.another_teacher()
    for answer in (
        await hand_in(programme, membership, stranger),
        await decide_plan(programme, membership, plan, host=stranger),
    ):
        assert code(answer, 404) == "not_found"
    path = f"/members/{membership}/plans/1/file"
    for headers in (county, programme.city, programme.office(f"trainee_school:{programme.school}")):
        assert (await programme.call("GET", path, headers)).content == PDF
    for headers in (programme.person(stranger), programme.office(f"county_office:{TAISHUN}")):
        assert code(await programme.call("GET", path, headers), 404) == "not_found"
    fellow = await programme.another_teacher("同伴")
    await admitted(programme, fellow)
    assert code(await programme.call("GET", path, programme.person(fellow)), 404) == "not_found"


def replacing(programme: Programme, membership: Any) -> Any:
    plan = NewPlan("新的规划", 2, checked("规划.png", PNG, PAPERS))
    return lambda transaction: handing_in(transaction, membership, programme.teacher, plan)


def confirming(programme: Programme, membership: Any, plan: Any) -> Any:
    decision = PlanDecision(plan["revision"], plan["sha256"], "confirm", "")
    return lambda transaction: decide(transaction, membership, programme.host, decision)


async def test_replaced_then_confirmed(programme: Programme) -> None:
    membership = await admitted(programme)
    plan = (await hand_in(programme, membership)).json()
    done = await second_while_first_is_open(
        programme, replacing(programme, membership), confirming(programme, membership, plan)
    )
    assert outcome(done[1]) == "plan_decided"
    assert [each["state"] for each in await plan_of(programme, membership)] == ["SUBMITTED", "SUPERSEDED"]


async def test_confirmed_then_replaced(programme: Programme) -> None:
    membership = await admitted(programme)
    plan = (await hand_in(programme, membership)).json()
    done = await second_while_first_is_open(
        programme, confirming(programme, membership, plan), replacing(programme, membership)
    )
    assert done[1].revision == 2
    assert [each["state"] for each in await plan_of(programme, membership)] == ["SUBMITTED", "CONFIRMED"]


async def test_two_revisions_at_once_have_two_numbers(programme: Programme) -> None:
    membership = await admitted(programme)
    plan = NewPlan("另一份规划", 3, checked("规划.pdf", PDF, PAPERS))

    async def other(transaction: Transaction) -> Any:
        return await handing_in(transaction, membership, programme.teacher, plan)

    done = await second_while_first_is_open(programme, replacing(programme, membership), other)
    assert [each.revision for each in done] == [1, 2]


async def test_after_the_membership_nothing_is_handed_in_or_decided(programme: Programme) -> None:
    membership = await admitted(programme)
    plan = (await hand_in(programme, membership)).json()
    new = (await transfer(programme, membership, programme.other_studio)).json()["membership_id"]
    assert code(await hand_in(programme, membership), 409) == "membership_ended"
    assert code(await decide_plan(programme, membership, plan), 409) == "membership_ended"
    assert (await hand_in(programme, new)).json()["revision"] == 1
    await leave(programme, new, programme.person())
    assert code(await hand_in(programme, new), 409) == "membership_ended"
    assert code(await programme.call("GET", f"/members/{uuid7()}", programme.city), 404) == "not_found"
