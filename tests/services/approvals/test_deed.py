"""Tasks for one person, deeds nobody decides, and what their owner tells of them."""

from typing import Any

import httpx2
import pytest

from chassis.ids import uuid7
from contracts.cases import CaseCard, Deed, Plan
from contracts.commands.approvals import CLOSE_TASK, OPEN_TASK, CloseTask
from contracts.offices import Office, Role
from tests.services.approvals.programme import (
    COUNTY_OFFICE,
    MUNICIPAL_OFFICE,
    Caller,
    Programme,
    card,
    decision,
    opening,
    stage,
)


def person(who: Caller) -> Office:
    """The office of being oneself."""
    return Office(role=Role.PERSON, scope=str(who.person_id))


@pytest.fixture
async def trainee(programme: Programme) -> Caller:
    return await programme.person("周晓燕")


@pytest.fixture
async def host(programme: Programme) -> Caller:
    return await programme.person("林晓岚")


@pytest.fixture
async def case(programme: Programme, trainee: Caller, host: Caller) -> CaseCard:
    """A host confirms, a trainee states, a county judges; nobody began it, a count did."""
    plan = Plan(
        rule_set_version=1,
        stages=(
            stage("confirmation", person(host)),
            stage("statement", person(trainee), verbs=()),
            stage("opinion", COUNTY_OFFICE),
        ),
    )
    made = card(applicant_id=trainee.person_id, parties=(trainee.person_id,), plan=plan)
    await programme.tell(made, "FLAGGED", 1, opens=True, deed=Deed(verb="flag"), card=made)
    return made


async def inbox(client: httpx2.AsyncClient, who: Caller) -> list[Any]:
    answer = await client.get("/inbox", headers=who)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_a_person_finds_their_own_task_and_nobody_else_does(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, host: Caller
) -> None:
    stranger = await programme.person("陈志远")
    await programme.ask(OPEN_TASK, opening(case, "confirmation"))
    found = await inbox(client, host)
    assert [(item["stage"], item["office_name"], item["may_decide"]) for item in found] == [
        ("confirmation", "林晓岚", True)
    ]
    assert await inbox(client, stranger) == []
    path, body = f"/tasks/{opening(case, 'confirmation').task_id}/decision", decision(case, attestations=[])
    assert (await client.post(path, headers=stranger, json=body)).status_code == 404
    assert (await client.post(path, headers=host, json=body)).is_success


async def test_a_deed_is_not_decided_and_ends_when_it_is_done(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, trainee: Caller
) -> None:
    await programme.ask(OPEN_TASK, opening(case, "statement"))
    assert [item["verbs"] for item in await inbox(client, trainee)] == [[]]
    task = opening(case, "statement").task_id
    refused = await client.post(f"/tasks/{task}/decision", headers=trainee, json=decision(case, attestations=[]))
    assert refused.status_code in (403, 422)
    await programme.ask(CLOSE_TASK, CloseTask(task_id=task, reason="done"))
    assert await inbox(client, trainee) == []
    log = (await client.get(f"/cases/{case.case_id}", headers=trainee)).json()["log"]
    assert [(entry["verb"], entry["actor_name"], entry["decision"]) for entry in log] == [
        ("flag", None, False),
        ("open", None, False),
        ("close", None, False),
    ]
    assert log[1]["office_name"] == "周晓燕"


async def test_a_revision_with_the_statement_is_what_the_county_judges(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, trainee: Caller
) -> None:
    clerk = await programme.person("孙县办", COUNTY_OFFICE)
    newer = case.model_copy(update={"revision": 2, "content_hash": "f" * 64})
    said = Deed(verb="state", actor_id=trainee.person_id)
    await programme.tell(newer, "STATEMENT", 3, deed=said, card=newer)
    await programme.ask(OPEN_TASK, opening(newer, "opinion"))
    path = f"/tasks/{opening(newer, 'opinion').task_id}/decision"
    stale = await client.post(path, headers=clerk, json=decision(case, attestations=[]))
    assert stale.json()["code"] == "stale_revision"
    assert (await client.post(path, headers=clerk, json=decision(newer, attestations=[]))).is_success
    log = (await client.get(f"/cases/{case.case_id}", headers=trainee)).json()["log"]
    assert ("state", "周晓燕", 2) in [(entry["verb"], entry["actor_name"], entry["revision"]) for entry in log]


@pytest.mark.parametrize("by_proxy", [False, True])
async def test_whoever_did_something_at_another_level_does_not_decide(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, by_proxy: bool
) -> None:
    """A deed counts as acting at its level, and so does having somebody else do it."""
    clerk, colleague = await programme.person("孙县办", COUNTY_OFFICE), await programme.person("李县办", COUNTY_OFFICE)
    principal = {"acting_for_id": clerk.person_id, "acting_for_name": "孙县办"}
    doer = {"actor_id": uuid7(), **principal} if by_proxy else {"actor_id": clerk.person_id}
    newer = case.model_copy(update={"revision": 2, "content_hash": "f" * 64})
    done = Deed(verb="propose", office=MUNICIPAL_OFFICE.key, **doer)
    await programme.tell(newer, "STATEMENT", 3, deed=done, card=newer)
    await programme.ask(OPEN_TASK, opening(newer, "opinion"))
    path, body = f"/tasks/{opening(newer, 'opinion').task_id}/decision", decision(newer, attestations=[])
    refused = await client.post(path, headers=clerk, json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "two_levels")
    assert (await client.post(path, headers=colleague, json=body)).is_success
    log = (await client.get(f"/cases/{case.case_id}", headers=colleague)).json()["log"]
    assert [entry["acting_for_name"] for entry in log if entry["verb"] == "propose"] == ["孙县办" if by_proxy else None]


async def test_what_was_done_for_the_same_office_bars_nobody(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    clerk = await programme.person("孙县办", COUNTY_OFFICE)
    newer = case.model_copy(update={"revision": 2, "content_hash": "f" * 64})
    done = Deed(verb="propose", actor_id=clerk.person_id, office=COUNTY_OFFICE.key)
    await programme.tell(newer, "STATEMENT", 3, deed=done, card=newer)
    await programme.ask(OPEN_TASK, opening(newer, "opinion"))
    path = f"/tasks/{opening(newer, 'opinion').task_id}/decision"
    assert (await client.post(path, headers=clerk, json=decision(newer, attestations=[]))).is_success
