"""Several tasks of one case at once: a stage of two offices, and another stage beside it, of a kind nobody here knows."""

from typing import Any

import httpx2
import pytest

from contracts.cases import CaseCard, Deed, Plan
from contracts.commands.approvals import OPEN_TASK
from contracts.kinds import Kind
from contracts.offices import Office, Role
from contracts.writing import Writing
from tests.services.approvals.programme import (
    COUNTY_OFFICE,
    MUNICIPAL_OFFICE,
    SCHOOL_OFFICE,
    Caller,
    Programme,
    card,
    decision,
    fact,
    opening,
    stage,
)
from tests.services.approvals.test_batch import batch, work_off

CUSTOMS = Office(role=Role.COUNTY_OFFICE, scope="330329")
FACTS = (
    fact("content", "瓷器两箱"),
    fact("sender", "欧阳雪", "person"),
    fact("amount", "123456", "money"),
    fact("weight", "十二公斤"),
)


@pytest.fixture
async def case(programme: Programme, parcel: Kind) -> CaseCard:
    """Weighed by two offices together, photographed beside that, then stamped."""
    plan = Plan(
        rule_set_version=3,
        stages=(
            stage("photo", SCHOOL_OFFICE),
            stage("weighing", COUNTY_OFFICE, CUSTOMS, mode="all", attestations=("ethics",)),
            stage("stamping", MUNICIPAL_OFFICE),
        ),
        writing=Writing(shortest_reason=8, longest_opinion=100),
    )
    nobody = {"applicant_id": None, "applicant_name": None, "school_name": None, "studio_id": None, "studio_name": None}
    made = card(
        kind=parcel.name, case_no="PX-2021-000001", title="一件包裹", county=None, parties=(), plan=plan, facts=FACTS, **nobody
    )  # fmt: skip
    await programme.tell(made, "POSTED", 1, parcel.owner, opens=True, deed=Deed(verb="post"), card=made)
    for name, seat in (("weighing", 0), ("weighing", 1), ("photo", 0)):
        await programme.ask(OPEN_TASK, opening(made, name, seat=seat))
    return made


async def decide(
    client: httpx2.AsyncClient, who: Caller, case: CaseCard, seat: int, verb: str = "approve", **changed: Any
) -> httpx2.Response:
    task = opening(case, "weighing", seat=seat).task_id
    body = decision(case, verb, **({"attestations": ["ethics", "style"], "opinion": "重量与单据不相符"} | changed))
    return await client.post(f"/tasks/{task}/decision", headers=who, json=body)


async def test_each_office_finds_its_own_task_and_the_case_shows_all(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    county, customs = await programme.person("陈志远", COUNTY_OFFICE), await programme.person("海关", CUSTOMS)
    for who, seat in ((county, 0), (customs, 1)):
        [row] = (await client.get("/inbox", params={"kind": case.kind, "stage": "weighing"}, headers=who)).json()[
            "items"
        ]
        assert row["task_id"] == str(opening(case, "weighing", seat=seat).task_id)
        assert (row["stage"], row["turn"], row["seat"], row["mode"], row["seats"]) == ("weighing", 1, seat, "all", 2)
        assert (row["applicant_name"], row["county"], row["studio_id"]) == (None, None, None)
        assert [known["name"] for known in row["facts"]] == ["content", "sender", "amount"]
        assert row["facts"][2] == FACTS[2].model_dump()
        assert (row["shortest_reason"], row["longest_opinion"]) == (8, 100)
    assert (await client.get("/inbox?kind=letter", headers=county)).json()["items"] == []
    shown = (await client.get(f"/cases/{case.case_id}", headers=county)).json()
    places = [(task["stage"], task["seat"], task["may_decide"]) for task in shown["open_tasks"]]
    assert places == [("weighing", 0, True), ("weighing", 1, False), ("photo", 0, False)]
    assert [(place["stage"], place["seat"], place["office_name"]) for place in shown["here"]] == [
        ("weighing", 0, "文成县名师办"),
        ("weighing", 1, CUSTOMS.key),
        ("photo", 0, SCHOOL_OFFICE.key),
    ]
    assert shown["next"] == {"stage": "stamping", "mode": "one", "office_names": [MUNICIPAL_OFFICE.key]}
    weighing = shown["plan"]["stages"][1]
    assert [(office["name"], office["holders"]) for office in weighing["offices"]] == [
        ("文成县名师办", ["陈志远"]),
        (CUSTOMS.key, ["海关"]),
    ]
    assert len(shown["card"]["facts"]) == 4


async def test_nobody_decides_for_two_offices_of_a_stage(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    both = await programme.person("陈志远", COUNTY_OFFICE, CUSTOMS)
    customs, deputy = await programme.person("海关", CUSTOMS), await programme.person("吴敏")
    proxy = await programme.proxy(both, deputy, CUSTOMS)
    assert (await decide(client, both, case, 0)).status_code == 200
    refused = await decide(client, both, case, 1)
    assert (refused.status_code, refused.json()["code"]) == (403, "two_seats")
    assert (await decide(client, deputy, case, 1, proxy_id=str(proxy))).json()["code"] == "proxy_conflict"
    [own] = (await client.get("/inbox?stage=weighing", headers=both)).json()["items"]
    assert own["may_decide"] is False
    assert (await decide(client, customs, case, 1)).status_code == 200


async def test_the_same_seat_may_be_decided_again_when_the_case_comes_back(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    county = await programme.person("陈志远", COUNTY_OFFICE)
    assert (await decide(client, county, case, 0, "reject")).status_code == 200
    again = opening(case, "weighing", turn=2)
    await programme.ask(OPEN_TASK, again)
    body = decision(case, attestations=["ethics"])
    assert (await client.post(f"/tasks/{again.task_id}/decision", headers=county, json=body)).status_code == 200


async def test_the_rules_of_the_case_say_how_much_is_written(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    county = await programme.person("陈志远", COUNTY_OFFICE)
    short = await decide(client, county, case, 0, "reject", opinion="太重了太重了")
    assert (short.status_code, short.json()["code"], short.json()["shortest"]) == (422, "opinion_required", 8)
    long = await decide(client, county, case, 0, opinion="重" * 101)
    assert (long.status_code, long.json()["code"], long.json()["longest"]) == (422, "opinion_too_long", 100)
    assert (await decide(client, county, case, 0, opinion="重" * 10_001)).status_code == 422
    assert (await decide(client, county, case, 0, opinion="重" * 100)).status_code == 200


async def test_a_fact_is_found_by_its_words_and_not_by_its_amount(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    reader = await programme.person("方圆", MUNICIPAL_OFFICE)
    for q, hits in (("瓷器", 1), ("欧阳", 1), ("一件包裹", 1), ("px-2021", 1), ("123456", 0)):
        answer = (await client.get("/cases", params={"q": q}, headers=reader)).json()
        assert answer["count"] == hits, q
        assert [len(row["facts"]) for row in answer["items"]] == [3] * hits


async def test_the_printed_form_says_who_decided_for_which_office(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    county, customs = await programme.person("陈志远", COUNTY_OFFICE), await programme.person("海关", CUSTOMS)
    task = opening(case, "weighing", seat=1).task_id
    scan = {"file": ("磅单.pdf", b"%PDF-1.7\n" + b"0" * 300, "application/pdf")}
    file_id = (await client.post(f"/tasks/{task}/files", headers=customs, files=scan)).json()["file_id"]
    await decide(client, customs, case, 1, file_ids=[file_id])
    await decide(client, county, case, 0, "reject")
    sheet = (await client.get(f"/cases/{case.case_id}/sheet", headers=county)).json()
    assert (sheet["card"]["title"], sheet["card"]["content_hash"]) == (case.title, case.content_hash)
    assert [known["value"] for known in sheet["card"]["facts"]] == [known.value for known in FACTS]
    photo, weighing, stamping = sheet["stages"]
    assert (photo["decisions"], stamping["decisions"], weighing["mode"]) == ([], [], "all")
    made = [
        (entry["seat"], entry["office_name"], entry["actor_name"], entry["verb"], entry["attestations"])
        for entry in weighing["decisions"]
    ]
    assert made == [
        (1, CUSTOMS.key, "海关", "approve", ["ethics"]),
        (0, "文成县名师办", "陈志远", "reject", ["ethics"]),
    ]
    assert [(file["name"], file["stage"], file["added_by"]) for file in sheet["attachments"]] == [
        ("磅单.pdf", "weighing", "海关")
    ]
    assert [entry["verb"] for entry in sheet["deeds"]] == ["post"]
    assert sheet["verification"]["sound"]


async def test_a_stage_that_is_on_the_path_no_more_stays_on_paper(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard, parcel: Kind
) -> None:
    county = await programme.person("陈志远", COUNTY_OFFICE)
    await decide(client, county, case, 0)
    shorter = case.model_copy(
        update={"revision": 2, "plan": case.plan.model_copy(update={"stages": case.plan.stages[2:]})}
    )
    await programme.tell(shorter, "REROUTED", 2, parcel.owner, card=shorter)
    shown = (await client.get(f"/cases/{case.case_id}", headers=county)).json()
    assert shown["next"] is None
    sheet = (await client.get(f"/cases/{case.case_id}/sheet", headers=county)).json()
    assert [(row["stage"], len(row["decisions"])) for row in sheet["stages"]] == [("stamping", 0), ("weighing", 1)]
    assert sheet["stages"][1]["decisions"][0]["office_name"] == "文成县名师办"


async def test_such_a_case_goes_through_a_batch(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    county = await programme.person("陈志远", COUNTY_OFFICE)
    task = str(opening(case, "weighing").task_id)
    body = batch([], task_ids=[task], revisions={task: 1}, attestations=["ethics"])
    path = f"/batches/{case.case_id}"
    assert (await client.put(path, headers=county, json=body)).status_code == 202
    await work_off(programme)
    assert (await client.get(path, headers=county)).json()["done"] == 1
