"""Every deed passes the gate: dated offices, deputies, own case and two levels, whatever a token of five minutes ago says."""

import inspect
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis import clock
from chassis.ids import uuid7
from chassis.web.routes import routes_of
from contracts.commands.cases import Stands
from contracts.commands.command import Refusal
from contracts.decisions import TWO_LEVELS
from contracts.events.directory import AssignmentChanged, ProxyChanged
from contracts.offices import CITY, Office, Role
from tests.services.enrollment.programme import WENCHENG, Programme, code
from tests.services.enrollment.studio.nominating import Nominating

MUNICIPAL = Office(role=Role.MUNICIPAL_OFFICE, scope=CITY)
PERSONNEL = Office(role=Role.COUNTY_PERSONNEL_SECTION, scope=WENCHENG)
DAY = timedelta(days=1)
REASON = "按会议纪要办理，人数暂缺。"
# What people do as themselves, with what is theirs: the row says whose it is.
OWN = {
    ("PUT", "/applications/{application_id}"),
    ("POST", "/applications/{application_id}/submit"), ("POST", "/applications/{application_id}/withdraw"),
    ("POST", "/applications/{application_id}/files"), ("DELETE", "/applications/{application_id}/files/{file_id}"),
    ("POST", "/members/{membership_id}/plans"), ("POST", "/members/{membership_id}/plans/{revision}/decision"),
    ("PUT", "/memberships/{membership_id}/consent"),
    ("POST", "/disqualifications/{case_id}/statement"), ("POST", "/disqualifications/{case_id}/appeal"),
    ("PUT", "/studios/{studio_id}/window"), ("POST", "/studios/{studio_id}/window/preview"),
    ("POST", "/studios/{studio_id}/window/publish"), ("POST", "/studios/{studio_id}/window/pictures"),
    ("DELETE", "/studios/{studio_id}/window/pictures/{picture_id}"),
}  # fmt: skip
# Whoever asks for the right in the transaction of what is done.
GATES = ("permitted(", "establishing(", "reaches(", "require(")
# Commands that take the caller and ask themselves: they hold a row first that names whom the deed is about.
INSIDE = ("nominate(transaction", "change_host(transaction", "lift(transaction")


def deeds() -> list[tuple[str, str, Any]]:
    """Every route that changes something."""
    return [
        (method, route.path, route.endpoint)
        for route in routes_of("services.enrollment.api")
        for method in sorted(route.methods - {"GET", "HEAD"})
    ]


def test_every_deed_passes_a_gate_or_is_about_what_is_ones_own() -> None:
    every = deeds()
    assert len(every) > 25
    assert {(method, path) for method, path, _ in every} >= OWN, "a way that is no more"
    gateless = {
        f"{method} {path}"
        for method, path, endpoint in every
        if (method, path) not in OWN and not any(gate in inspect.getsource(endpoint) for gate in (*GATES, *INSIDE))
    }
    assert gateless == set()


@pytest.fixture
async def nominating(programme: Programme) -> Nominating:
    """A host who may be nominated."""
    found = Nominating(programme)
    await found.load()
    return found


async def ended(programme: Programme, person: UUID, office: Office) -> None:
    """The directory has told that this person held the office until yesterday."""
    now = clock.business()
    await programme.hear(
        AssignmentChanged(
            assignment_id=uuid7(), person_id=person, office=office, office_name="-", valid_from=now - 9 * DAY,
            valid_until=now - DAY,
        )
    )  # fmt: skip


async def deputed(programme: Programme, principal: UUID, deputy: UUID, office: Office) -> None:
    """A principal has named a deputy for a month."""
    now = clock.business()
    await programme.hear(
        ProxyChanged(
            proxy_id=uuid7(), principal_id=principal, principal_name="周市办", deputy_id=deputy, offices=(office,),
            valid_from=now - DAY, valid_until=now + 30 * DAY,
        )
    )  # fmt: skip


async def test_an_ended_office_does_nothing_with_a_token_that_still_names_it(programme: Programme) -> None:
    clerk = uuid7()
    await ended(programme, clerk, MUNICIPAL)
    headers = programme.signed_in(clerk, MUNICIPAL.key)
    closing = (clock.business() + 60 * DAY).isoformat()
    for method, path, body in (
        ("PUT", f"/studios/{programme.studio}/cap", {"soft_cap": 30, "reason": REASON}),
        ("PUT", f"/rounds/{uuid7()}", programme.round_body(studio_ids=[str(programme.studio)])),
        ("PUT", f"/rounds/{programme.round}/quotas", {"items": []}),
        ("POST", f"/rounds/{programme.round}/extend", {"closes_at": closing}),
        ("POST", f"/rounds/{programme.round}/close", None),
        ("PUT", "/studios/import", {"studios": []}),
        ("POST", f"/studios/{programme.studio}/members/complete", None),
        ("POST", f"/studios/{programme.studio}/turns/suspend", {"reason": REASON}),
    ):
        answer = await programme.call(method, path, headers, body)
        assert code(answer, 403) == "not_entitled", path
    overview = await programme.ok("GET", f"/rounds/{programme.round}", programme.city)
    assert overview["state"] == "OPEN"


async def test_a_former_principal_recommends_nobody(programme: Programme) -> None:
    former, school = uuid7(), Office(role=Role.TRAINEE_SCHOOL, scope=str(programme.school))
    await ended(programme, former, school)
    body = {
        "round_id": str(programme.round), "studio_id": str(programme.studio), "teacher_id": str(programme.teacher),
        "reason": REASON, "attestations": [],
    }  # fmt: skip
    headers = programme.signed_in(former, school.key)
    assert code(await programme.call("POST", "/recommendations", headers, body), 403) == "not_entitled"
    assert code(await programme.call("GET", "/recommendations/teachers", headers), 403) == "not_entitled"


async def test_a_deputy_does_what_the_principal_may_and_both_are_named(nominating: Nominating) -> None:
    programme, principal, deputy = nominating.programme, uuid7(), uuid7()
    await programme.assign(principal, MUNICIPAL.role, MUNICIPAL.scope)
    await deputed(programme, principal, deputy, MUNICIPAL)
    assert (await nominating.send()).is_success
    await nominating.decide("qualification", "approve")
    headers = programme.signed_in(deputy, name="吴敏")
    assert "dispatch" in (await nominating.life(headers))["may"]
    assert (await nominating.post("dispatch", headers, county=WENCHENG)).is_success
    deed = (await programme.news(nominating.studio))[-1].deed
    assert deed is not None
    assert (deed.actor_id, deed.acting_for_id, deed.acting_for_name) == (deputy, principal, "周市办")
    assert deed.office == MUNICIPAL.key


DEEDS = {
    "dispatch": ("POST", "dispatch", {"county": WENCHENG}),
    "waive": ("POST", "activation", {"waiver": REASON}),
    "cap": ("PUT", "cap", {"soft_cap": 40, "reason": REASON}),
    "fund": ("POST", "fund", {"state": "APPLIED_FOR", "amount": 2_000_000}),
    "suspend": ("POST", "turns/suspend", {"reason": REASON}),
    "complete": ("POST", "members/complete", None),
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_host_who_is_a_municipal_clerk_does_nothing_about_the_own_studio(
    nominating: Nominating, deed: str
) -> None:
    await nominating.recruiting()
    method, path, body = DEEDS[deed]
    host = nominating.programme.signed_in(nominating.host, MUNICIPAL.key)
    address = f"/studios/{nominating.studio}/{path}"
    assert code(await nominating.programme.call(method, address, host, body), 403) == "own_case"
    assert (await nominating.life(host))["may"] == []
    # Nor by a deputy.
    deputy = uuid7()
    await deputed(nominating.programme, nominating.host, deputy, MUNICIPAL)
    by_proxy = await nominating.programme.call(method, address, nominating.programme.signed_in(deputy), body)
    assert code(by_proxy, 403) == "proxy_conflict"


async def test_a_nominator_does_not_dispatch_the_own_nomination(nominating: Nominating) -> None:
    programme, clerk = nominating.programme, uuid7()
    headers = programme.signed_in(clerk, MUNICIPAL.key)
    file = await nominating.certificate(headers)
    assert (await nominating.send(headers, file_ids=[file])).is_success
    await nominating.decide("qualification", "approve")
    assert code(await nominating.post("dispatch", headers, county=WENCHENG), 403) == "own_case"
    assert (await nominating.post("dispatch", programme.city, county=WENCHENG)).is_success


async def test_nobody_nominates_themselves(nominating: Nominating) -> None:
    headers = nominating.programme.signed_in(nominating.host, f"{Role.FUND_CUSTODIAN_SCHOOL}:{nominating.host_school}")
    file = await nominating.certificate(headers)
    assert code(await nominating.send(headers, file_ids=[file]), 403) == "own_case"


async def test_who_proposes_a_school_does_not_confirm_it_as_its_principal(nominating: Nominating) -> None:
    programme, both = nominating.programme, uuid7()
    assert (await nominating.send()).is_success
    await nominating.decide("qualification", "approve")
    await nominating.post("dispatch", programme.city, county=WENCHENG)
    headers = programme.signed_in(both, PERSONNEL.key)
    proposed = await nominating.post("base-school", headers, school_id=str(programme.school), reason="")
    assert proposed.is_success, proposed.text
    deed = (await programme.news(nominating.studio))[-1].deed
    assert deed is not None
    assert (deed.actor_id, deed.office) == (both, PERSONNEL.key), "approvals hears at which level it was"
    refused = await nominating.decide("base_confirmation", "approve", decided_by=both)
    assert isinstance(refused, Refusal)
    assert refused == TWO_LEVELS
    assert isinstance(await nominating.decide("base_confirmation", "approve", decided_by=uuid7()), Stands)


async def test_what_was_decided_bars_from_a_deed_at_another_level(nominating: Nominating) -> None:
    programme, both = nominating.programme, uuid7()
    assert (await nominating.send()).is_success
    await nominating.decide("qualification", "approve", decided_by=both)
    await nominating.post("dispatch", programme.city, county=WENCHENG)
    headers = programme.signed_in(both, PERSONNEL.key)
    answer = await nominating.post("base-school", headers, school_id=str(programme.school), reason="")
    assert code(answer, 403) == "two_levels"
