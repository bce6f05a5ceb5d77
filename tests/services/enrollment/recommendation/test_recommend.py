"""Schools recommend before teachers apply: who may, whom, to which studio, and how it is taken back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis import clock
from chassis.ids import uuid7
from contracts.authority import Reach
from contracts.offices import Role
from contracts.rules import FOUR_ATTESTATIONS
from services.enrollment.commands.application.submit import submit
from services.enrollment.commands.recommendation.recommend import Recommending, recommend, withdraw
from tests.services.enrollment.meeting import outcome, second_while_first_is_open
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code
from tests.services.enrollment.recommendation.workbooks import principal

REASON = "教学扎实，热心教研。"


def body(programme: Programme, **changes: Any) -> dict[str, Any]:
    told = {
        "round_id": programme.round,
        "studio_id": programme.studio,
        "teacher_id": programme.teacher,
        "reason": REASON,
        "attestations": list(FOUR_ATTESTATIONS),
    } | changes
    return {name: str(value) if isinstance(value, UUID) else value for name, value in told.items()}


async def recommended(programme: Programme, **changes: Any) -> UUID:
    made = await programme.ok("POST", "/recommendations", principal(programme), body(programme, **changes))
    return UUID(made["id"])


async def listed(programme: Programme, headers: dict[str, str]) -> list[Any]:
    return list((await programme.ok("GET", "/recommendations", headers))["items"])


async def refused(
    programme: Programme, headers: dict[str, str] | None = None, **changes: Any
) -> tuple[int, str, set[str]]:
    answer = await programme.call(
        "POST", "/recommendations", headers or principal(programme), body(programme, **changes)
    )
    told = answer.json()
    return answer.status_code, told["code"], {each["field"] for each in told.get("errors", ())}


async def test_the_same_again_is_the_one_that_is_there(programme: Programme) -> None:
    first = await recommended(programme)
    assert await recommended(programme) == first
    assert await refused(programme, studio_id=programme.other_studio) == (409, "already_recommended", {"teacher_id"})
    (shown,) = await listed(programme, principal(programme))
    assert (shown["teacher_name"], shown["studio_name"]) == ("林一鸣", "温州市林晓岚“名师送教”工作室")
    assert (shown["recommended_by_name"], shown["attestations"]) == ("赵一平", list(FOUR_ATTESTATIONS))


async def test_whoever_recommends_another_teacher_second_is_told(programme: Programme) -> None:
    reach = Reach(everywhere=False, counties=frozenset(), schools=frozenset({programme.school}))
    by = programme.service.tokens.actor(principal(programme)["Authorization"].removeprefix("Bearer "))

    def to(studio: UUID) -> Any:
        wanted = Recommending(programme.round, studio, programme.teacher, REASON, FOUR_ATTESTATIONS)
        return lambda transaction: recommend(transaction, wanted, by, reach)

    done = await second_while_first_is_open(programme, to(programme.studio), to(programme.other_studio))
    assert [outcome(each) for each in done] == ["UUID", "already_recommended"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"studio_id": uuid7()}, (422, "unknown_studio", {"studio_id"})),
        ({"round_id": uuid7()}, (422, "unknown_round", {"round_id"})),
        ({"teacher_id": uuid7()}, (422, "teacher_unknown", {"teacher_id"})),
        ({"reason": "  "}, (422, "invalid_fields", {"reason"})),
        ({"reason": "好" * 501}, (422, "invalid_fields", {"reason"})),
        ({"reason": "好\u202e的"}, (422, "invalid_fields", {"reason"})),
        ({"attestations": ["ethics", "drive", "style"]}, (422, "invalid_fields", {"attestations"})),
        ({"attestations": [], "reason": ""}, (422, "invalid_fields", {"attestations", "reason"})),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field(
    programme: Programme, changes: dict[str, Any], expected: tuple[int, str, set[str]]
) -> None:
    assert await refused(programme, **changes) == expected


async def test_whom_one_cannot_recommend(programme: Programme) -> None:
    assert await refused(programme, teacher_id=programme.principal) == (422, "oneself", {"teacher_id"})
    far = await refused(programme, studio_id=programme.far_studio)
    assert far == (422, "studio_elsewhere", {"studio_id"})
    elsewhere = uuid7()
    await programme.ok(
        "PUT", "/studios/import", programme.city, {"studios": [programme.studio_row(elsewhere, "不招收的工作室")]}
    )
    assert await refused(programme, studio_id=elsewhere) == (422, "studio_not_in_round", {"studio_id"})
    await programme.register(programme.host, "林晓岚")
    assert await refused(programme, teacher_id=programme.host) == (422, "own_studio", {"studio_id"})
    other_school = uuid7()
    await programme.school_of(other_school, "文成县实验中学")
    stranger = uuid7()
    await programme.register(stranger, "外校教师", other_school)
    assert await refused(programme, teacher_id=stranger) == (422, "teacher_unknown", {"teacher_id"})
    county = programme.office(f"{Role.COUNTY_PERSONNEL_SECTION}:{WENCHENG}")
    await programme.ok("POST", "/recommendations", county, body(programme, teacher_id=stranger))
    await programme.ok("POST", "/recommendations", county, body(programme, teacher_id=programme.principal))


async def test_who_has_applied_or_is_a_member_needs_no_recommendation(programme: Programme) -> None:
    application = await programme.approved_by_county()
    assert (await refused(programme))[:2] == (409, "applied_already")
    assert (await refused(programme, studio_id=programme.other_studio))[:2] == (409, "applied_elsewhere")
    await programme.admit(application)
    assert (await refused(programme))[:2] == (409, "already_member")


@pytest.mark.parametrize("role", ["county_office", "host", "municipal_hr_division"])
async def test_offices_that_do_not_recommend(programme: Programme, role: str) -> None:
    headers = programme.office(f"{role}:{WENCHENG}")
    assert (await refused(programme, headers))[:2] == (403, "not_entitled")


async def test_only_while_the_round_is_open(programme: Programme, moving: Any) -> None:
    later = uuid7()
    opens = programme.round_body(studio_ids=[str(programme.studio)], opens_at=clock.business() + timedelta(days=2))
    await programme.ok("PUT", f"/rounds/{later}", programme.city, opens)
    assert (await refused(programme, round_id=later))[:2] == (409, "round_not_open")
    moving(timedelta(days=31))
    assert (await refused(programme))[:2] == (409, "round_closed"), "its time is up, though nobody has closed it yet"
    moving(timedelta(days=-31))
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    assert (await refused(programme))[:2] == (409, "round_closed")


async def test_taken_back_twice_is_once_and_leaves_room_for_another(programme: Programme) -> None:
    first = await recommended(programme)
    path = f"/recommendations/{first}"
    other = programme.office(f"trainee_school:{uuid7()}")
    assert code(await programme.call("DELETE", path, other), 404) == "not_found"
    at = [(await programme.ok("DELETE", path, principal(programme)))["withdrawn_at"] for _ in range(2)]
    assert at[0] == at[1]
    assert await recommended(programme, studio_id=programme.other_studio) != first


async def test_taken_back_then_applied(programme: Programme) -> None:
    recommendation = await recommended(programme)
    application, version = await programme.draft()
    reach = Reach(everywhere=False, counties=frozenset(), schools=frozenset({programme.school}))
    done = await second_while_first_is_open(
        programme,
        lambda transaction: withdraw(transaction, recommendation, reach),
        lambda transaction: submit(transaction, application, programme.teacher, version),
    )
    assert [outcome(each) for each in done] == ["datetime", "Submitted"], "nobody needs one to apply"
    assert (await programme.view(application))["recommendation"] is None


async def test_applied_then_taken_back(programme: Programme) -> None:
    recommendation = await recommended(programme)
    application, version = await programme.draft()
    reach = Reach(everywhere=False, counties=frozenset(), schools=frozenset({programme.school}))
    done = await second_while_first_is_open(
        programme,
        lambda transaction: submit(transaction, application, programme.teacher, version),
        lambda transaction: withdraw(transaction, recommendation, reach),
    )
    assert [outcome(each) for each in done] == ["Submitted", "applied_already"]
    assert (await programme.view(application))["recommendation"]["reason"] == REASON


async def test_the_teacher_is_told_until_they_have_applied(programme: Programme) -> None:
    await recommended(programme)
    mine = await programme.ok("GET", "/recommendations/mine", programme.person())
    assert [(each["studio_name"], each["school_name"]) for each in mine["items"]] == [
        ("温州市林晓岚“名师送教”工作室", "文成县云溪实验小学")
    ]
    assert (await programme.ok("GET", "/recommendations/mine", programme.person(uuid7())))["items"] == []
    await programme.submitted()
    assert (await programme.ok("GET", "/recommendations/mine", programme.person()))["items"] == []


async def test_no_step_is_skipped_and_the_reviewer_sees_it_beside_the_case(programme: Programme) -> None:
    await recommended(programme)
    application = await programme.submitted()
    assert await programme.state(application) == "SUBMITTED", "the school's stage opens all the same"
    seen = await programme.ok("GET", f"/applications/{application}", principal(programme))
    assert seen["recommendation"]["recommended_by_name"] == "赵一平"
    assert seen["recommendation"]["studio_id"] == str(programme.studio)
    (shown,) = await listed(programme, principal(programme))
    assert (shown["application_id"], shown["application_state"]) == (str(application), "SUBMITTED")


async def test_who_sees_the_list(programme: Programme) -> None:
    await recommended(programme)
    await recommended(programme, teacher_id=await programme.another_teacher())
    for headers in (
        principal(programme),
        programme.office(f"county_office:{WENCHENG}"),
        programme.office("municipal_hr_division:city"),
    ):
        names = {
            each["teacher_name"]
            for each in await listed(programme, headers)
            if each["school_id"] == str(programme.school)
        }
        assert names == {"林一鸣", "周孟秋"}
    for headers in (programme.person(), programme.office(f"trainee_school:{uuid7()}")):
        assert await listed(programme, headers) == []
    far = await listed(programme, programme.office(f"county_office:{TAISHUN}"))
    assert str(programme.school) not in {each["school_id"] for each in far}


async def test_the_list_is_paged(programme: Programme) -> None:
    for number in range(3):
        await recommended(programme, teacher_id=await programme.another_teacher(f"教师{number}"))
    first = await programme.ok("GET", "/recommendations?limit=2", principal(programme))
    path = f"/recommendations?limit=2&round_id={programme.round}&after={first['next']}"
    second = await programme.ok("GET", path, principal(programme))
    assert [each["teacher_name"] for each in first["items"] + second["items"]] == ["教师2", "教师1", "教师0"]
    assert second["next"] is None


async def test_the_teachers_of_the_school(programme: Programme) -> None:
    found = await programme.ok("GET", "/recommendations/teachers", principal(programme))
    assert {each["name"] for each in found["items"]} == {"林一鸣", "赵一平"}
    refused = await programme.call("GET", "/recommendations/teachers", programme.person())
    assert code(refused, 403) == "not_entitled"


async def beforehand(programme: Programme, teacher: UUID, studio: UUID | None = None) -> str | None:
    """What is said of a teacher before anybody is chosen; the very words of the refusal."""
    path = f"/recommendations/teachers?round_id={programme.round}"
    found = {each["id"]: each["obstacle"] for each in (await programme.ok("GET", path, principal(programme)))["items"]}
    told: str | None = found[str(teacher)]
    answer = await programme.call(
        "POST", "/recommendations", principal(programme), body(programme, teacher_id=teacher, studio_id=studio or programme.other_studio)
    )  # fmt: skip
    refusal = {each["field"]: each["detail"] for each in answer.json().get("errors", ())}
    assert refusal.get("teacher_id") == told
    return told


async def test_who_cannot_be_recommended_is_told_before_anybody_is_chosen(programme: Programme) -> None:
    member, applied, recommended_before = [await programme.another_teacher() for _ in range(3)]
    await programme.decide(await programme.approved_by_county(member), "municipal", "approve")
    await programme.submitted(applied)
    await recommended(programme, teacher_id=recommended_before)
    assert "不能再推荐" in str(await beforehand(programme, member))
    assert "正在审核" in str(await beforehand(programme, applied))
    assert "本批次已推荐" in str(await beforehand(programme, recommended_before))
    assert "不能推荐自己" in str(await beforehand(programme, programme.principal))


async def test_who_can_be_recommended_is_held_back_by_nothing(programme: Programme) -> None:
    assert await beforehand(programme, await programme.another_teacher()) is None
