"""Who is nominated for a studio, by whom, and what is told before and after (Arts. 3, 4.1; domain rules, §5a)."""

from datetime import timedelta
from typing import Any

import pytest

from chassis import clock
from chassis.ids import uuid7
from contracts.events.directory import CountyListed
from contracts.offices import Role
from tests.services.enrollment.programme import WENCHENG, Programme, code
from tests.services.enrollment.studio.nominating import PNG, Nominating, fields

CANGNAN = "330327"
# On the shared database another file lists the counties of the programme again.
YONGJIA = "330325"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title_name": "教坛新秀", "title_level": "county"}, {"title_level"}),
        ({"title_name": "市教学能手", "title_level": "municipal"}, {"outside_reason"}),
        ({"file_ids": []}, {"file_ids"}),
        ({"county": "330302"}, {"county"}),
        ({"host_id": str(uuid7())}, {"host_id"}),
        ({"title_name": "教坛新秀", "title_level": "county", "file_ids": [], "county": "330302"},
         {"title_level", "file_ids", "county"}),
    ],
)  # fmt: skip
async def test_a_nomination_is_judged_as_a_whole(
    nominating: Nominating, changes: dict[str, Any], wrong: set[str]
) -> None:
    assert fields(await nominating.send(**changes)) == wrong
    assert await nominating.programme.scalar("SELECT count(*) FROM studios WHERE id = :id", id=nominating.studio) == 0


async def test_a_certificate_somebody_else_handed_in_does_not_count(nominating: Nominating) -> None:
    theirs = await nominating.certificate(nominating.programme.city)
    assert fields(await nominating.send(file_ids=[theirs])) == {"file_ids"}


async def test_a_county_that_left_the_list_cannot_be_gone_to(nominating: Nominating) -> None:
    now = clock.business()
    left = CountyListed(
        code=YONGJIA, name="永嘉县", listed_from=now - timedelta(days=400), listed_until=now - timedelta(days=1)
    )
    await nominating.programme.hear(left)
    assert fields(await nominating.send(county=YONGJIA)) == {"county"}


async def test_only_the_own_school_district_or_city_nominates(nominating: Nominating) -> None:
    programme = nominating.programme
    stranger = programme.office(f"{Role.FUND_CUSTODIAN_SCHOOL}:{uuid7()}", f"{Role.COUNTY_OFFICE}:{WENCHENG}")
    assert code(await nominating.send(stranger), 403) == "not_entitled"


async def test_sent_twice_it_is_once_and_sent_otherwise_it_is_refused(nominating: Nominating) -> None:
    body = await nominating.body()
    path = f"/nominations/{nominating.studio}"
    first = await nominating.programme.ok("PUT", path, nominating.school, body)
    assert await nominating.programme.ok("PUT", path, nominating.school, body) == first
    assert first["case_no"].startswith("GZ-")
    other = await nominating.programme.call("PUT", path, nominating.school, body | {"subject": "数学"})
    assert code(other, 409) == "nomination_exists"
    assert (await nominating.programme.events(nominating.studio)) == ["NOMINATED"]


async def test_nobody_is_nominated_for_two_studios(nominating: Nominating) -> None:
    assert (await nominating.send()).is_success
    again = Nominating(nominating.programme, host=nominating.host, host_school=nominating.host_school)
    assert fields(await again.send()) == {"host_id"}


async def test_a_host_from_the_same_county_is_warned_about(programme: Programme) -> None:
    nominating = Nominating(programme)
    await nominating.load(county=WENCHENG)
    answer = await nominating.send()
    assert answer.json()["warnings"] == ["same_county"]


@pytest.mark.parametrize(("county", "warned"), [(WENCHENG, ["same_county"]), (CANGNAN, [])])
async def test_sent_to_another_county_it_is_no_longer_warned_about(
    programme: Programme, county: str, warned: list[str]
) -> None:
    listed = CountyListed(
        code=CANGNAN, name="苍南县", listed_from=clock.business() - timedelta(days=1), listed_until=None
    )
    await programme.hear(listed)
    nominating = Nominating(programme)
    await nominating.load(county=WENCHENG)
    assert (await nominating.send()).is_success
    await nominating.decide("qualification", "approve")
    assert (await nominating.post("dispatch", programme.city, county=county)).is_success
    revisions = (await nominating.life())["revisions"]
    assert [revision["content"]["warnings"] for revision in revisions] == [["same_county"], warned]


async def test_a_title_outside_the_list_goes_on_with_its_reason(nominating: Nominating) -> None:
    answer = await nominating.send(
        title_name="市教学能手", title_level="municipal", outside_reason="由市教育局颁发，与名教师同等对待。"
    )
    assert answer.json()["warnings"] == ["outside_list"]
    revision = (await nominating.life())["revisions"][0]["content"]
    assert (revision["title_group"], revision["outside_reason"]) == (None, "由市教育局颁发，与名教师同等对待。")


async def test_who_has_a_studio_already_is_told_before_a_host_is_chosen(nominating: Nominating) -> None:
    async def taken(*people: Any) -> dict[str, str]:
        path = "/nominations/taken?" + "&".join(f"person_id={each}" for each in people)
        found = await nominating.programme.ok("GET", path, nominating.school)
        return {each["person_id"]: each["words"] for each in found["items"]}

    host = nominating.host
    assert await taken(host) == {}
    assert (await nominating.send()).is_success
    told = await taken(host, nominating.nominator)
    second = Nominating(nominating.programme, host=host, host_school=nominating.host_school)
    refused = await second.send(second.school)
    assert fields(refused) == {"host_id"}
    assert told == {str(host): refused.json()["errors"][0]["detail"]}


async def test_papers_are_handed_in_only_by_those_who_may_nominate(nominating: Nominating) -> None:
    path, sent = f"/nominations/{nominating.studio}/files", {"file": ("证书.png", PNG, "image/png")}
    refused = await nominating.programme.client.post(path, headers=nominating.programme.person(), files=sent)
    assert code(refused, 403) == "not_entitled"
    assert await nominating.certificate()
