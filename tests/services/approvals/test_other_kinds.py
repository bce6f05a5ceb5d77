"""Cases beside applications: tasks for one person, deeds nobody decides, and what their owner tells of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis import clock
from chassis.ids import uuid7
from contracts.cases import CaseCard, Plan
from contracts.commands.approvals import CLOSE_TASK, OPEN_TASK, CloseTask
from contracts.events.enrollment import (
    DisqualificationFlagged,
    DisqualificationProgressed,
    StudioDispatched,
    StudioNominated,
    StudioProgressed,
)
from contracts.processes import disqualification, studio_establishment
from contracts.rules import VERSION_1
from services.enrollment.domain.case import plan as plans
from tests.services.approvals.programme import COUNTY, MUNICIPAL_OFFICE, Caller, Programme, card, decision, opening


def due_process(trainee: UUID, host: UUID) -> Plan:
    return plans.discipline(VERSION_1, county=COUNTY, host_id=host, trainee_id=trainee)


@pytest.fixture
async def trainee(programme: Programme) -> Caller:
    return await programme.person("周晓燕")


@pytest.fixture
async def host(programme: Programme) -> Caller:
    return await programme.person("林晓岚")


@pytest.fixture
async def case(programme: Programme, trainee: Caller, host: Caller) -> CaseCard:
    """A trainee who was flagged."""
    made = card(
        kind=disqualification.KIND, applicant_id=trainee.person_id, parties=(trainee.person_id,),
        plan=due_process(trainee.person_id, host.person_id),
    )  # fmt: skip
    said = DisqualificationFlagged(
        card=made, membership_id=uuid7(), truancies=2, version=1, flagged_at=clock.business()
    )
    await programme.hear(said, made.case_id, 1)
    return made


async def inbox(client: httpx.AsyncClient, who: Caller) -> list[Any]:
    answer = await client.get("/inbox", headers=who)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_a_person_finds_their_own_task_and_nobody_else_does(
    programme: Programme, client: httpx.AsyncClient, case: CaseCard, host: Caller
) -> None:
    stranger = await programme.person("陈志远")
    await programme.ask(OPEN_TASK, opening(case, "host_confirmation"))
    found = await inbox(client, host)
    assert [(item["stage"], item["office_name"], item["may_decide"]) for item in found] == [
        ("host_confirmation", "林晓岚", True)
    ]
    assert await inbox(client, stranger) == []
    task = opening(case, "host_confirmation").task_id
    body = decision(case, attestations=[])
    assert (await client.post(f"/tasks/{task}/decision", headers=stranger, json=body)).status_code == 404
    assert (await client.post(f"/tasks/{task}/decision", headers=host, json=body)).is_success


async def test_a_deed_is_not_decided_and_ends_when_it_is_done(
    programme: Programme, client: httpx.AsyncClient, case: CaseCard, trainee: Caller
) -> None:
    await programme.ask(OPEN_TASK, opening(case, "statement"))
    assert [item["verbs"] for item in await inbox(client, trainee)] == [[]]
    task = opening(case, "statement").task_id
    refused = await client.post(f"/tasks/{task}/decision", headers=trainee, json=decision(case, attestations=[]))
    assert refused.status_code in (403, 422)
    await programme.ask(CLOSE_TASK, CloseTask(task_id=task, reason="done"))
    assert await inbox(client, trainee) == []
    log = (await client.get(f"/cases/{case.case_id}", headers=trainee)).json()["log"]
    assert [(entry["verb"], entry["actor_name"]) for entry in log] == [("flag", None), ("open", None), ("close", None)]


async def test_a_revision_with_the_statement_is_what_the_county_judges(
    programme: Programme, client: httpx.AsyncClient, case: CaseCard, trainee: Caller
) -> None:
    clerk = await programme.person(
        "孙县办", *(stage.office for stage in case.plan.stages if stage.stage == "county_opinion")
    )
    newer = case.model_copy(update={"revision": 2, "content_hash": "f" * 64})
    said = DisqualificationProgressed(
        case_id=case.case_id, membership_id=uuid7(), state="STATEMENT", version=3, acted_by=trainee.person_id, card=newer
    )  # fmt: skip
    await programme.hear(said, case.case_id, 3)
    await programme.ask(OPEN_TASK, opening(newer, "county_opinion"))
    task = opening(newer, "county_opinion").task_id
    stale = await client.post(f"/tasks/{task}/decision", headers=clerk, json=decision(case, attestations=[]))
    assert stale.json()["code"] == "stale_revision"
    assert (
        await client.post(f"/tasks/{task}/decision", headers=clerk, json=decision(newer, attestations=[]))
    ).is_success
    log = (await client.get(f"/cases/{case.case_id}", headers=trainee)).json()["log"]
    assert ("state", "周晓燕") in [(entry["verb"], entry["actor_name"]) for entry in log]


async def test_an_old_word_does_not_turn_a_case_back(
    programme: Programme, client: httpx.AsyncClient, case: CaseCard, trainee: Caller
) -> None:
    until = clock.business() + timedelta(days=5)
    for version, state in ((3, "CORRECTED"), (2, "HOST_CONFIRMED")):
        said = DisqualificationProgressed.model_validate(
            {"case_id": case.case_id, "membership_id": uuid7(), "state": state, "version": version, "until": until}
        )
        await programme.hear(said, case.case_id, version)
    assert (await client.get(f"/cases/{case.case_id}", headers=trainee)).json()["state"] == "CORRECTED"


async def test_a_nomination_shows_who_sent_the_host_where(programme: Programme, client: httpx.AsyncClient) -> None:
    clerk = await programme.person("周市办", MUNICIPAL_OFFICE)
    plan = plans.establishment(VERSION_1, county=COUNTY, school_id=None)
    made = card(kind=studio_establishment.KIND, case_no=f"GZ-2021-{uuid7().hex[-6:]}", plan=plan)
    now = clock.business()
    await programme.hear(StudioNominated(card=made, version=1, nominated_at=now), made.case_id, 1)
    qualified = StudioProgressed(studio_id=made.case_id, state="QUALIFIED", version=2)
    await programme.hear(qualified, made.case_id, 2)
    sent = made.model_copy(update={"revision": 2})
    dispatched = StudioDispatched(card=sent, version=3, dispatched_at=now, dispatched_by=clerk.person_id)
    await programme.hear(dispatched, made.case_id, 3)
    case = (await client.get(f"/cases/{made.case_id}", headers=clerk)).json()
    assert (case["state"], case["card"]["revision"]) == ("DISPATCHED", 2)
    assert [(entry["verb"], entry["actor_name"]) for entry in case["log"]] == [
        ("submit", "周晓燕"),
        ("dispatch", "周市办"),
    ]


async def test_a_loaded_studio_that_begins_makes_no_case(programme: Programme, client: httpx.AsyncClient) -> None:
    clerk, studio = await programme.person("周市办", MUNICIPAL_OFFICE), uuid7()
    await programme.hear(StudioProgressed(studio_id=studio, state="ACTIVE", version=2), studio, 2)
    assert (await client.get(f"/cases/{studio}", headers=clerk)).status_code == 404
