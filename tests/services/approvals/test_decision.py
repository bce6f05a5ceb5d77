"""Decisions on real PostgreSQL: who may, who was first, what is kept."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from chassis import clock
from chassis.store.tables import outbox
from contracts.cases import CaseCard
from contracts.commands.approvals import CLOSE_TASK, MARK_OVERTAKEN, OPEN_TASK, CloseTask, MarkOvertaken
from contracts.events.approvals import DecisionRecorded
from services.approvals.domain.task import CLAIM_LASTS
from tests.services.approvals.programme import (
    COUNTY_OFFICE,
    HR_DIVISION,
    MUNICIPAL_OFFICE,
    SCHOOL_OFFICE,
    Caller,
    Programme,
    decision,
    opening,
)


@pytest.fixture
async def clerk(programme: Programme) -> Caller:
    return await programme.person("陈志远", COUNTY_OFFICE)


@pytest.fixture
async def case(programme: Programme) -> CaseCard:
    made = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(made))
    return made


async def decide(
    client: httpx2.AsyncClient,
    who: Caller,
    case: CaseCard,
    verb: str = "approve",
    stage: str = "county",
    **changed: Any,
) -> httpx2.Response:
    task = opening(case, stage).task_id
    return await client.post(f"/tasks/{task}/decision", headers=who, json=decision(case, verb, **changed))


async def test_a_decision_is_a_fact_and_an_event(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    answer = await decide(client, clerk, case)
    assert answer.status_code == 200, answer.text
    async with programme.service.database.reading() as connection:
        rows = await connection.execute(select(outbox).order_by(outbox.c.seq))
        told = [row for row in rows if row.type == DecisionRecorded.TYPE]
    assert [row.data["decision_id"] for row in told] == [answer.json()["decision_id"]]
    assert told[0].subject == case.case_id
    inbox = (await client.get("/inbox", headers=clerk)).json()
    assert inbox["items"] == []
    done = (await client.get("/inbox?box=done", headers=clerk)).json()
    assert [(row["case_no"], row["verb"], row["state"]) for row in done["items"]] == [
        (case.case_no, "approve", "DECIDED")
    ]


async def test_the_same_click_twice_gets_the_first_answer(
    client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    first, second = await asyncio.gather(decide(client, clerk, case), decide(client, clerk, case))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["decision_id"] == second.json()["decision_id"]


@pytest.mark.parametrize("order", ["陈志远 first", "吴敏 first", "at once"])
async def test_of_two_clerks_one_decides(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard, order: str
) -> None:
    other = await programme.person("吴敏", COUNTY_OFFICE)
    if order == "at once":
        answers = await asyncio.gather(decide(client, clerk, case), decide(client, other, case, "return"))
    else:
        pairs = [(clerk, "approve"), (other, "return")]
        ordered = pairs if order.startswith("陈") else pairs[::-1]
        answers = [await decide(client, who, case, verb) for who, verb in ordered]
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (200, 409)
    told = lost.json()
    assert told["code"] == "already_decided"
    assert told["by"] in ("陈志远", "吴敏")
    assert told["at"]
    async with programme.service.database.reading() as connection:
        assert len((await connection.execute(select(outbox).where(outbox.c.type == DecisionRecorded.TYPE))).all()) == 1


async def test_a_decision_before_the_closing_stands(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    answer = await decide(client, clerk, case)
    ended = await programme.ask(CLOSE_TASK, CloseTask(task_id=opening(case).task_id, reason="round_closed"))
    assert str(ended.decision.decision_id) == answer.json()["decision_id"]


async def test_after_the_closing_nobody_decides(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    ended = await programme.ask(CLOSE_TASK, CloseTask(task_id=opening(case).task_id, reason="withdrawn"))
    assert ended.decision is None
    answer = await decide(client, clerk, case)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (409, "task_closed", "withdrawn")


async def test_closing_and_deciding_at_once_agree(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    closing = programme.ask(CLOSE_TASK, CloseTask(task_id=opening(case).task_id, reason="withdrawn"))
    answer, ended = await asyncio.gather(decide(client, clerk, case), closing)
    assert (answer.status_code == 200) == (ended.decision is not None)


async def test_only_the_revision_that_lies_there_is_decided(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    for changed in ({"revision": 2}, {"content_hash": "f" * 64}):
        answer = await decide(client, clerk, case, **changed)
        assert (answer.status_code, answer.json()["code"]) == (409, "stale_revision")


async def test_what_a_decision_needs(client: httpx2.AsyncClient, clerk: Caller, case: CaseCard) -> None:
    wordless = await decide(client, clerk, case, "return", opinion=" 差 ")
    assert (wordless.status_code, wordless.json()["errors"][0]["field"]) == (422, "opinion")
    unattested = await decide(client, clerk, case, attestations=["ethics", "drive", "style"])
    assert (unattested.status_code, unattested.json()["missing"]) == (422, ["teamwork"])
    controls = await decide(client, clerk, case, opinion="同意\0")
    assert controls.status_code == 422


async def test_another_county_sees_nothing(programme: Programme, client: httpx2.AsyncClient, case: CaseCard) -> None:
    stranger = await programme.person("叶青", COUNTY_OFFICE.model_copy(update={"scope": "330329"}))
    assert (await decide(client, stranger, case)).status_code == 404
    assert (await client.get(f"/tasks/{opening(case).task_id}", headers=stranger)).status_code == 404


async def test_those_who_may_only_look_do_not_decide(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    above = await programme.person("方圆", HR_DIVISION)
    assert (await client.get(f"/tasks/{opening(case).task_id}", headers=above)).json()["may_decide"] is False
    answer = await decide(client, above, case)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_office")


async def test_an_office_held_no_longer_decides_nothing(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, moving: Any
) -> None:
    leaving = await programme.person("陈志远", COUNTY_OFFICE, until=clock.business() + timedelta(hours=1))
    moving(timedelta(hours=2))
    assert (await decide(client, leaving, case)).status_code == 404


async def test_nobody_decides_an_own_case(programme: Programme, client: httpx2.AsyncClient, clerk: Caller) -> None:
    own = await programme.submitted(parties=(clerk.person_id,))
    await programme.ask(OPEN_TASK, opening(own))
    assert (await decide(client, clerk, own)).json()["code"] == "own_case"
    deputy = await programme.person("吴敏")
    proxy = await programme.proxy(clerk, deputy, COUNTY_OFFICE)
    assert (await decide(client, deputy, own, proxy_id=str(proxy))).json()["code"] == "proxy_conflict"


async def test_nobody_decides_at_two_levels(programme: Programme, client: httpx2.AsyncClient, case: CaseCard) -> None:
    both = await programme.person("陈志远", COUNTY_OFFICE, MUNICIPAL_OFFICE)
    assert (await decide(client, both, case)).status_code == 200
    await programme.ask(OPEN_TASK, opening(case, "municipal"))
    assert (await decide(client, both, case, stage="municipal")).json()["code"] == "two_levels"


async def test_a_proxy_opens_no_way_around(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    chief = await programme.person("方圆", MUNICIPAL_OFFICE)
    deputy = await programme.person("吴敏")
    county = await programme.proxy(clerk, deputy, COUNTY_OFFICE)
    city = await programme.proxy(chief, deputy, MUNICIPAL_OFFICE)
    backwards = await programme.proxy(chief, clerk, MUNICIPAL_OFFICE)
    assert (await decide(client, deputy, case, proxy_id=str(county))).status_code == 200
    await programme.ask(OPEN_TASK, opening(case, "municipal"))
    # The deputy acted at the county, whomever they act for now; and so did the principal, through the deputy.
    assert (await decide(client, deputy, case, stage="municipal", proxy_id=str(city))).json()["code"] == "two_levels"
    assert (await decide(client, clerk, case, stage="municipal", proxy_id=str(backwards))).json()[
        "code"
    ] == "two_levels"
    assert (await decide(client, chief, case, stage="municipal")).status_code == 200


async def test_a_principal_who_acted_before_bars_the_deputy(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    both = await programme.person("陈志远", COUNTY_OFFICE, MUNICIPAL_OFFICE)
    deputy = await programme.person("吴敏")
    proxy = await programme.proxy(both, deputy, MUNICIPAL_OFFICE)
    assert (await decide(client, both, case)).status_code == 200
    await programme.ask(OPEN_TASK, opening(case, "municipal"))
    answer = await decide(client, deputy, case, stage="municipal", proxy_id=str(proxy))
    assert answer.json()["code"] == "proxy_conflict"


async def test_a_proxy_is_named_dated_and_for_that_office(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard, moving: Any
) -> None:
    deputy = await programme.person("吴敏")
    elsewhere = await programme.proxy(clerk, deputy, SCHOOL_OFFICE)
    assert (await decide(client, deputy, case, proxy_id=str(elsewhere))).status_code == 404
    proxy = await programme.proxy(clerk, deputy, COUNTY_OFFICE)
    assert (await decide(client, deputy, case)).json()["code"] == "not_your_office"
    assert (await decide(client, deputy, case, proxy_id=str(elsewhere))).json()["code"] == "proxy_not_valid"
    row = (await client.get("/inbox", headers=deputy)).json()["items"][0]
    assert row["acting_for"] == {"proxy_id": str(proxy), "principal_name": "陈志远"}
    moving(timedelta(days=2))
    assert (await decide(client, deputy, case, proxy_id=str(proxy))).status_code == 404


async def test_a_claim_keeps_others_away_for_two_hours(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard, moving: Any
) -> None:
    other = await programme.person("吴敏", COUNTY_OFFICE)
    task = opening(case).task_id
    assert (await client.post(f"/tasks/{task}/claim", headers=clerk)).status_code == 204
    assert (await client.post(f"/tasks/{task}/claim", headers=clerk)).status_code == 204
    seen = (await client.get("/inbox", headers=other)).json()["items"][0]
    assert (seen["claimed_by"]["name"], seen["may_decide"]) == ("陈志远", False)
    left = datetime.fromisoformat(seen["claimed_until"]) - clock.business()
    assert CLAIM_LASTS - timedelta(minutes=1) < left <= CLAIM_LASTS
    for answer in (await decide(client, other, case), await client.post(f"/tasks/{task}/release", headers=other)):
        assert (answer.status_code, answer.json()["code"], answer.json()["by"]) == (409, "claimed", "陈志远")
    assert [row["task_id"] for row in (await client.get("/inbox?box=mine", headers=clerk)).json()["items"]] == [
        str(task)
    ]
    moving(CLAIM_LASTS)
    seen = (await client.get("/inbox", headers=other)).json()["items"][0]
    assert (seen["claimed_by"], seen["claimed_until"], seen["may_decide"]) == (None, None, True)
    assert (await decide(client, other, case)).status_code == 200


async def test_a_claim_given_back_is_free(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    other = await programme.person("吴敏", COUNTY_OFFICE)
    task = opening(case).task_id
    await client.post(f"/tasks/{task}/claim", headers=clerk)
    assert (await client.post(f"/tasks/{task}/release", headers=clerk)).status_code == 204
    assert (await client.post(f"/tasks/{task}/claim", headers=other)).status_code == 204


async def test_whoever_was_overtaken_is_told(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    made = (await decide(client, clerk, case)).json()["decision_id"]
    for _ in range(2):
        await programme.ask(
            MARK_OVERTAKEN, MarkOvertaken(task_id=opening(case).task_id, decision_id=made, reason="withdrawn")
        )
    summary = (await client.get("/summary", headers=clerk)).json()
    assert [(row["case_no"], row["reason"]) for row in summary["overtaken"]] == [(case.case_no, "withdrawn")]
    assert summary["unread"] == 1
    # Somebody else's look takes it from nobody.
    for who, unread in ((await programme.person("方圆", MUNICIPAL_OFFICE), 1), (clerk, 0)):
        assert (await client.post(f"/cases/{case.case_id}/seen", headers=who)).status_code == 204
        assert (await client.get("/summary", headers=clerk)).json()["unread"] == unread


async def test_the_next_task_comes_up(programme: Programme, client: httpx2.AsyncClient, clerk: Caller) -> None:
    cases = [await programme.submitted() for _ in range(3)]
    for made in cases:
        await programme.ask(OPEN_TASK, opening(made))
    following = [(await decide(client, clerk, cases[at])).json()["next_task_id"] for at in (1, 2, 0)]
    assert following == [str(opening(cases[2]).task_id), str(opening(cases[0]).task_id), None]
