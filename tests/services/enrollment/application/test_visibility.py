"""Who sees what: another county's case is not there, and a draft is its author's alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis import clock
from chassis.ids import uuid7
from contracts.events.directory import ProxyChanged
from contracts.offices import Office, Role
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code


async def seen(programme: Programme, application: UUID, *offices: str, person: UUID | None = None) -> int:
    headers = programme.signed_in(person or uuid7(), *offices)
    single = await programme.call("GET", f"/applications/{application}", headers)
    listed = await programme.ok("GET", f"/applications?round_id={programme.round}", headers)
    assert (single.status_code == 200) == (str(application) in [row["id"] for row in listed["items"]])
    assert listed["count"] == len(listed["items"])
    return single.status_code


@pytest.mark.parametrize(
    "office",
    [
        "municipal_office:city", "municipal_hr_division:city", "chief_lead:city", f"county_office:{WENCHENG}",
        f"county_personnel_section:{WENCHENG}", f"county_lead:{WENCHENG}", f"stage_lead:{WENCHENG}",
    ],
)  # fmt: skip
async def test_those_whose_case_it_is(programme: Programme, office: str) -> None:
    assert await seen(programme, await programme.submitted(), office) == 200


@pytest.mark.parametrize(
    "office", ["administrator:city", f"county_office:{TAISHUN}", f"county_personnel_section:{TAISHUN}", f"host:{uuid7()}",
               f"trainee_school:{uuid7()}", f"county_training_dept:{WENCHENG}"]
)  # fmt: skip
async def test_those_for_whom_it_is_not_there(programme: Programme, office: str) -> None:
    assert await seen(programme, await programme.submitted(), office) == 404


async def test_the_own_school_and_the_own_host(programme: Programme) -> None:
    application = await programme.submitted()
    assert await seen(programme, application, f"trainee_school:{programme.school}") == 200
    assert await seen(programme, application, f"host:{programme.studio}", person=programme.host) == 404


async def test_the_phone_number_is_masked_for_those_who_only_read(programme: Programme) -> None:
    application = await programme.submitted()

    async def phone(office: str) -> str:
        shown = await programme.ok("GET", f"/applications/{application}", programme.office(office))
        assert shown["draft"] is None
        assert shown["may"] == []
        return str(shown["revisions"][0]["content"]["phone"])

    assert await phone(f"county_office:{WENCHENG}") == "19000001446"
    assert await phone("municipal_hr_division:city") == "190******46"


async def test_a_deputy_sees_what_the_principal_sees_as_long_as_the_proxy_lasts(
    programme: Programme, moving: Any
) -> None:
    application = await programme.submitted()
    deputy = await programme.another_teacher("代理人")
    assert await seen(programme, application, person=deputy) == 404
    office = Office(role=Role.TRAINEE_SCHOOL, scope=str(programme.school))
    now = clock.business()
    proxy = ProxyChanged(
        proxy_id=uuid7(), principal_id=programme.principal, principal_name="赵一平", deputy_id=deputy, offices=(office,),
        valid_from=now - timedelta(hours=1), valid_until=now + timedelta(days=2),
    )  # fmt: skip
    await programme.hear(proxy)
    assert await seen(programme, application, person=deputy) == 200
    moving(timedelta(days=3))
    assert await seen(programme, application, person=deputy) == 404


async def test_a_proxy_of_somebody_who_does_not_hold_the_office_shows_nothing(programme: Programme) -> None:
    application = await programme.submitted()
    deputy, now = await programme.another_teacher("代理人"), clock.business()
    office = Office(role=Role.MUNICIPAL_OFFICE, scope="city")
    proxy = ProxyChanged(
        proxy_id=uuid7(), principal_id=programme.principal, principal_name="赵一平", deputy_id=deputy, offices=(office,),
        valid_from=now - timedelta(hours=1), valid_until=now + timedelta(days=2),
    )  # fmt: skip
    await programme.hear(proxy)
    assert await seen(programme, application, person=deputy) == 404


async def member(programme: Programme, person: UUID | None = None) -> UUID:
    application = await programme.approved_by_county(person)
    await programme.admit(application)
    return application


async def test_the_roster_names_members_to_those_it_concerns(programme: Programme) -> None:
    colleague = await programme.another_teacher()
    await member(programme)
    await member(programme, colleague)

    async def names(headers: dict[str, str]) -> list[str]:
        shown = await programme.ok("GET", f"/studios/{programme.studio}/roster", headers)
        assert shown["members"] == 2
        return [row["name"] for row in shown["items"]]

    everybody = ["林一鸣", "周孟秋"]
    assert await names(programme.person(programme.host)) == everybody
    assert await names(programme.person(programme.teacher)) == everybody
    assert await names(programme.office("municipal_hr_division:city")) == everybody
    assert await names(programme.office(f"trainee_school:{programme.school}")) == everybody
    assert await names(programme.office(f"county_office:{TAISHUN}")) == []
    assert await names(programme.person(uuid7())) == []
    shown = await programme.ok("GET", f"/studios/{programme.studio}/roster", programme.person(programme.teacher))
    assert [row["phone"] for row in shown["items"]] == ["19000001446", "190******46"]
    shown = await programme.ok("GET", f"/studios/{programme.studio}/roster", programme.person(programme.host))
    assert [row["phone"] for row in shown["items"]] == ["19000001446"] * 2


async def test_lists_go_on_where_the_page_before_ended(programme: Programme) -> None:
    people = [await programme.another_teacher(f"教师{number}") for number in range(5)]
    sent = [str(await programme.submitted(person)) for person in people]
    path, found, after = f"/applications?round_id={programme.round}&limit=2", [], ""
    for _ in range(3):
        page = await programme.ok("GET", f"{path}{after}", programme.city)
        found += [row["id"] for row in page["items"]]
        after = f"&after={page['next']}"
    assert found == sent[::-1]
    assert page["next"] is None
    only = await programme.ok("GET", f"{path}&q=教师3&state=SUBMITTED", programme.city)
    assert [row["applicant_name"] for row in only["items"]] == ["教师3"]
    assert code(await programme.call("GET", f"{path}&after=bnVsbA", programme.city), 422) == "cursor_invalid"
