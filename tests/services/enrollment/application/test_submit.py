"""From a draft to a frozen revision: every guard, and every refusal."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from chassis import clock
from chassis.canonical import content_hash
from chassis.ids import uuid7
from contracts.events.directory import PersonRegistered
from contracts.offices import Role
from tests.services.enrollment.programme import GOOD, TAISHUN, Programme, code


async def refusal(programme: Programme, person: Any = None, status: int = 422, **changes: Any) -> Any:
    """Send a draft with these changes; the problem it is refused with."""
    application, version = await programme.begun(person, **changes)
    answer = await programme.call(
        "POST", f"/applications/{application}/submit", programme.person(person), {"version": version}
    )
    assert answer.status_code == status, answer.text
    view = await programme.view(application, person)
    assert (view["state"], view["version"]) == ("DRAFT", version)
    return answer.json()


async def test_a_sent_application_has_a_number_a_frozen_revision_and_an_event(programme: Programme) -> None:
    application, version = await programme.draft(phone="１９００００01446")
    received = await programme.send(application, version)
    assert re.fullmatch(r"BM-20\d\d-\d{6}", received["case_no"])
    assert (received["state"], received["revision"]) == ("SUBMITTED", 1)
    assert await programme.events(application) == ["SUBMITTED"]
    revision = (await programme.view(application))["revisions"][0]
    assert revision["content"]["phone"] == "19000001446"
    assert revision["content_hash"] == received["content_hash"] == content_hash(revision["content"])
    assert (await programme.view(application))["draft"]["phone"] == "１９００００01446"


async def test_the_event_carries_the_card_of_the_case(programme: Programme) -> None:
    application = await programme.submitted()
    card = await programme.scalar("SELECT data->'card' FROM outbox WHERE subject = :id", id=application)
    assert card["title"] == "林一鸣申请加入温州市林晓岚“名师送教”工作室"
    assert card["parties"] == [str(programme.teacher)]
    assert [stage["offices"][0]["scope"] for stage in card["plan"]["stages"]] == [
        str(programme.school),
        "330328",
        "city",
    ]


async def test_a_principals_own_application_goes_to_the_personnel_section(programme: Programme) -> None:
    application = await programme.submitted(programme.principal)
    plan = await programme.scalar("SELECT plan FROM applications WHERE id = :id", id=application)
    assert plan["stages"][0]["offices"] == [{"role": Role.COUNTY_PERSONNEL_SECTION, "scope": "330328"}]


async def test_with_a_deputy_the_school_recommends_its_principal(programme: Programme) -> None:
    await programme.assign(await programme.another_teacher(), Role.TRAINEE_SCHOOL, str(programme.school))
    application = await programme.submitted(programme.principal)
    plan = await programme.scalar("SELECT plan FROM applications WHERE id = :id", id=application)
    assert plan["stages"][0]["offices"][0]["role"] == Role.TRAINEE_SCHOOL


async def test_numbers_rise_and_each_year_has_its_own(apart: Programme, moving: Any) -> None:
    people = [await apart.another_teacher() for _ in range(6)]
    drafts = [(person, *await apart.draft(person)) for person in people]
    sent = await asyncio.gather(*(apart.send(application, version, person) for person, application, version in drafts))
    assert sorted(int(received["case_no"][-6:]) for received in sent) == [1, 2, 3, 4, 5, 6]
    year = clock.business().astimezone(clock.SHANGHAI).year
    moving(timedelta(days=366))
    later = uuid7()
    ids = [str(apart.studio)]
    await apart.ok("PUT", f"/rounds/{later}", apart.city, apart.round_body(cycle="second", studio_ids=ids))
    application, version = await apart.draft(round_id=str(later))
    assert (await apart.send(application, version))["case_no"] == f"BM-{year + 1}-000001"


async def test_a_double_click_sends_once(programme: Programme) -> None:
    application, version = await programme.draft()
    path, headers = f"/applications/{application}/submit", programme.person()
    answers = await asyncio.gather(*(programme.call("POST", path, headers, {"version": version}) for _ in range(6)))
    assert [answer.status_code for answer in answers] == [200] * 6, [answer.text for answer in answers]
    assert len({answer.json()["content_hash"] for answer in answers}) == 1
    assert await programme.events(application) == ["SUBMITTED"]
    assert len((await programme.view(application))["revisions"]) == 1


async def test_an_older_page_does_not_send_what_it_does_not_show(programme: Programme) -> None:
    application, version = await programme.draft()
    path, headers = f"/applications/{application}", programme.person()
    await programme.ok("PUT", path, headers, {"post": "新岗位", "base_version": version})
    refused = await programme.call("POST", f"{path}/submit", headers, {"version": version})
    assert code(refused, 409) == "stale_page"
    assert refused.json()["stored"]["post"] == "新岗位"


async def test_every_wrong_field_is_told_at_once(programme: Programme) -> None:
    problem = await refusal(
        programme, motivation="短", post="", title="长" * 61, phone="12345", studio_id=None, round_id=None
    )
    assert problem["code"] == "invalid_fields"
    assert [fault["field"] for fault in problem["errors"]] == [
        "round_id", "studio_id", "motivation", "post", "title", "phone"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "refused_as"),
    [({"round_id": str(uuid7())}, "unknown_round"), ({"studio_id": str(uuid7())}, "unknown_studio")],
)
async def test_what_is_not_known(programme: Programme, changes: dict[str, str], refused_as: str) -> None:
    assert (await refusal(programme, **changes))["code"] == refused_as


async def test_a_studio_of_another_county(programme: Programme) -> None:
    problem = await refusal(programme, studio=programme.far_studio)
    assert (problem["code"], problem["studio_county"]) == ("other_county", TAISHUN)


async def test_a_studio_outside_the_round(programme: Programme) -> None:
    late = uuid7()
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [programme.studio_row(late, "后加")]})
    assert (await refusal(programme, studio=late))["code"] == "studio_not_in_round"


async def test_the_own_studio(programme: Programme) -> None:
    row = programme.studio_row(programme.studio, "温州市林晓岚“名师送教”工作室", host=programme.teacher)
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row]})
    assert (await refusal(programme))["code"] == "own_studio"


async def test_a_round_that_has_not_opened(programme: Programme) -> None:
    later = uuid7()
    body = programme.round_body(opens_at=clock.business() + timedelta(days=2), studio_ids=[str(programme.studio)])
    await programme.ok("PUT", f"/rounds/{later}", programme.city, body)
    assert (await refusal(programme, status=409, round_id=str(later)))["code"] == "round_not_open"


async def test_a_round_whose_time_is_up_though_nobody_has_closed_it(programme: Programme, moving: Any) -> None:
    moving(timedelta(days=31))
    assert (await refusal(programme, status=409))["code"] == "round_closed"


async def test_a_closed_round(programme: Programme) -> None:
    await programme.ok("POST", f"/rounds/{programme.round}/close", programme.city)
    problem = await refusal(programme, status=409)
    assert problem["code"] == "round_closed"
    assert problem["at"]


async def test_a_second_live_application_names_the_first(programme: Programme) -> None:
    first = await programme.submitted()
    problem = await refusal(programme, status=409, studio=programme.other_studio)
    assert (problem["code"], problem["application_id"]) == ("second_application", str(first))
    assert problem["case_no"].startswith("BM-")


async def test_after_a_withdrawal_one_may_apply_again(programme: Programme) -> None:
    first = await programme.submitted()
    await programme.ok("POST", f"/applications/{first}/withdraw", programme.person(), {"reason": "改选工作室"})
    assert await programme.state(await programme.submitted(studio=programme.other_studio)) == "SUBMITTED"


async def test_a_person_without_a_school(programme: Programme) -> None:
    person = uuid7()
    await programme.register(person, "无校教师")
    await programme.hear(PersonRegistered(person_id=person, name="无校教师", school_id=None), 2)
    assert (await refusal(programme, person, status=409))["code"] == "no_school"


async def test_a_person_the_directory_has_not_told_of_yet(programme: Programme) -> None:
    assert (await refusal(programme, uuid7(), status=503))["retry_after"] == 2


@pytest.mark.parametrize("name", ["𠮷野·家", "买买提·艾力", "长" * 10_000])
async def test_names_of_any_kind(programme: Programme, name: str) -> None:
    person = await programme.another_teacher(name)
    application = await programme.submitted(person)
    content = (await programme.view(application, person))["revisions"][0]["content"]
    assert content["applicant_name"] == name
    assert content_hash(content) == (await programme.view(application, person))["revisions"][0]["content_hash"]


async def test_script_in_text_is_kept_as_text(programme: Programme) -> None:
    motivation = "<script>alert('学员')</script>希望加入工作室学习。"
    application, version = await programme.draft(motivation=motivation)
    await programme.send(application, version)
    assert (await programme.view(application))["revisions"][0]["content"]["motivation"] == motivation


async def test_without_any_token(programme: Programme) -> None:
    answer = await programme.client.put(f"/applications/{uuid7()}", json=GOOD)
    assert code(answer, 401) == "token_missing"
