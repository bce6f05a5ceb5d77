"""Who may become host of a studio that runs, and what goes over to a new one (Art. 3; domain rules, §2 R3, §5a, §5e)."""

from typing import Any

import pytest

from chassis.ids import uuid7
from tests.services.enrollment.member.membership import admitted, trainee, transfer
from tests.services.enrollment.programme import WENCHENG, Programme
from tests.services.enrollment.studio.hosting import TITLE, new_host, successor
from tests.services.enrollment.studio.nominating import Nominating, fields
from tests.services.enrollment.test_disqualification import Member


async def test_a_new_host_begins_a_new_term(nominating: Nominating) -> None:
    await nominating.recruiting()
    programme = nominating.programme
    person = await successor(programme)
    answer = await new_host(programme, nominating.studio, person)
    assert answer.json()["warnings"] == []
    assert (await new_host(programme, nominating.studio, person)).is_success
    told = await nominating.life()
    assert (told["host_term"], [term["host_name"] for term in told["terms"]]) == (2, ["林晓岚"])
    assert (await programme.events(nominating.studio)).count("studio.host_changed") == 1
    revision = told["revisions"][-1]["content"]
    assert (revision["host_id"], revision["title_name"], revision["subject"]) == (str(person), "温州市名教师", "语文")
    assert len(revision["files"]) == 1
    assert (await programme.news(nominating.studio))[-1].card.parties == (nominating.nominator, person)  # type: ignore[union-attr]


async def test_a_host_from_the_same_county_is_warned_about(programme: Programme) -> None:
    answer = await new_host(programme, programme.studio, await successor(programme, WENCHENG))
    assert answer.json()["warnings"] == ["same_county"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title_name": "县教坛新秀", "title_level": "provincial"}, {"title_level"}),
        ({"title_name": "教坛新秀", "title_level": "county"}, {"title_level"}),
        ({"title_name": "市教学能手", "title_level": "municipal"}, {"outside_reason"}),
        ({"file_ids": []}, {"file_ids"}),
        ({"title_name": "教坛新秀", "title_level": "county", "file_ids": []}, {"title_level", "file_ids"}),
        ({"reason": "病"}, {"reason"}),
    ],
)
async def test_a_new_host_is_judged_as_the_first_one_was(
    programme: Programme, changes: dict[str, Any], wrong: set[str]
) -> None:
    assert fields(await new_host(programme, programme.studio, await successor(programme), **changes)) == wrong
    assert await _host(programme) == programme.host


async def test_a_certificate_of_another_studio_does_not_count(programme: Programme) -> None:
    person, clerk = await successor(programme), programme.city
    sent = {"file": ("证书.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "image/png")}
    handed_in = await programme.client.post(f"/nominations/{uuid7()}/files", headers=clerk, files=sent)
    body = TITLE | {"person_id": str(person), "file_ids": [handed_in.json()["file_id"]]}
    assert fields(await programme.call("POST", f"/studios/{programme.studio}/host", clerk, body)) == {"file_ids"}


async def test_a_host_of_another_studio_is_refused(nominating: Nominating) -> None:
    assert (await nominating.send()).is_success
    programme = nominating.programme
    assert fields(await new_host(programme, programme.studio, nominating.host)) == {"person_id"}


async def test_a_member_leaves_before_becoming_host(programme: Programme) -> None:
    membership = await admitted(programme)
    refused = await new_host(programme, programme.studio, programme.teacher)
    assert fields(refused) == {"person_id"}
    assert "学员" in refused.json()["errors"][0]["detail"]
    assert (await transfer(programme, membership, programme.other_studio)).is_success
    assert (await new_host(programme, programme.studio, programme.teacher)).is_success
    assert await _host(programme) == programme.teacher


async def test_an_applicant_withdraws_before_becoming_host(programme: Programme) -> None:
    application = await programme.approved_by_county()
    refused = await new_host(programme, programme.studio, programme.teacher)
    assert fields(refused) == {"person_id"}
    assert "撤回" in refused.json()["errors"][0]["detail"]
    await programme.ok("POST", f"/applications/{application}/withdraw", programme.person(), {})
    assert (await new_host(programme, programme.studio, programme.teacher)).is_success


async def test_a_list_makes_no_member_the_host_either(programme: Programme) -> None:
    await admitted(programme)
    applicant = await programme.another_teacher()
    await programme.submitted(applicant)
    for person in (programme.teacher, applicant):
        row = programme.studio_row(programme.studio, "温州市林晓岚“名师送教”工作室", host=person)
        answer = await programme.call("PUT", "/studios/import", programme.city, {"studios": [row]})
        assert fields(answer) == {"studios.0.host_id"}


async def test_a_list_moves_no_studio_away_from_its_people(programme: Programme) -> None:
    await programme.submitted()
    row = programme.studio_row(programme.studio, "温州市林晓岚“名师送教”工作室", county="330329")
    answer = await programme.call("PUT", "/studios/import", programme.city, {"studios": [row]})
    assert fields(answer) == {"studios.0.county"}


async def test_what_waits_for_the_host_goes_to_the_new_one(programme: Programme) -> None:
    member = Member(programme, await admitted(programme))
    await member.bring_to("FLAGGED")
    person = await successor(programme)
    assert (await new_host(programme, programme.studio, person)).is_success
    case = await member.case()
    told = (await programme.news(case["id"]))[-1]
    assert told.card is not None
    assert told.card.plan.stage("host_confirmation").office.key == f"person:{person}"
    assert told.deed is not None
    assert told.deed.verb == "follow_host"
    mine = (await programme.ok("GET", "/disqualifications", programme.person(person)))["items"]
    assert [each["id"] for each in mine] == [case["id"]]
    assert (await member.decide("host_confirmation")).state == "HOST_CONFIRMED"
    assert await trainee(programme, member.membership) == programme.teacher


async def _host(programme: Programme) -> Any:
    return await programme.scalar("SELECT host_id FROM studios WHERE id = :id", id=programme.studio)
