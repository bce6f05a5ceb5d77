"""What an owner says of a case, in every order and of any kind: the same in the end, and nothing buried."""

from importlib.resources import files
from itertools import permutations
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update

from chassis import clock
from chassis.store.tables import outbox
from contracts.cases import CaseCard, Deed, Plan
from contracts.commands.approvals import OPEN_TASK
from contracts.commands.command import Refusal
from contracts.envelope import Envelope
from contracts.kinds import KINDS, Kind
from services.approvals.audit.verify import verify_one
from services.approvals.models import Task
from tests.services.approvals.programme import (
    COUNTY_OFFICE,
    LONG_AGO,
    MUNICIPAL_OFFICE,
    SCHOOL_OFFICE,
    Caller,
    Programme,
    by_applicant,
    card,
    decision,
    fact,
    news,
    opening,
    stage,
)


@pytest.fixture
async def reader(programme: Programme) -> Caller:
    return await programme.person("方圆", MUNICIPAL_OFFICE)


async def read(client: httpx2.AsyncClient, reader: Caller, case: CaseCard) -> Any:
    answer = await client.get(f"/cases/{case.case_id}", headers=reader)
    assert answer.status_code == 200, answer.text
    return answer.json()


def life(programme: Programme, case: CaseCard) -> list[Envelope]:
    """Submitted, returned, corrected, withdrawn."""
    corrected = case.model_copy(update={"revision": 2, "content_hash": "2" * 64, "title": "更正后的申请"})
    told = [
        news(case, "SUBMITTED", 1, opens=True, at=LONG_AGO, deed=by_applicant(case, "submit"), card=case),
        news(case, "RETURNED", 2, by_run=True, until=clock.business()),
        news(case, "SUBMITTED", 3, deed=by_applicant(case, "resubmit"), card=corrected),
        news(case, "WITHDRAWN", 4, finished=True, cause="withdrawn", deed=by_applicant(case, "withdraw"),
             tells=(case.applicant_id,)),
    ]  # fmt: skip
    return [programme.envelope(said, case.case_id, said.version) for said in told]


async def test_news_late_twice_and_in_any_order_come_to_the_same(
    programme: Programme, client: httpx2.AsyncClient, reader: Caller
) -> None:
    """With a task that is opened somewhere in between: before its card, or after the end."""
    for number, order in enumerate(permutations(range(4))):
        case = card()
        envelopes = life(programme, case)
        for place, step in enumerate(order):
            if place == number % 4:
                await programme.ask(OPEN_TASK, opening(case))
            await programme.take_in(envelopes[step])
            await programme.take_in(envelopes[order[0]])
        shown = await read(client, reader, case)
        assert (shown["state"], shown["finished"], shown["card"]["until"]) == ("WITHDRAWN", True, None), order
        assert (shown["card"]["revision"], shown["card"]["title"]) == (2, "更正后的申请"), order
        assert shown["card"]["submitted_at"] == LONG_AGO.isoformat().replace("+00:00", "Z"), order
        assert (shown["open_tasks"], shown["here"]) == ([], []), order
        deeds = [entry["verb"] for entry in shown["log"] if entry["stage"] is None]
        assert sorted(deeds) == ["resubmit", "submit", "withdraw"], order
        applicant = Caller(programme.signed_in(case.applicant_id, name="周晓燕"), reader.person_id, "周晓燕")
        outcomes = (await client.get("/summary", headers=applicant)).json()["outcomes"]
        assert [(row["case_no"], row["state"]) for row in outcomes] == [(case.case_no, "WITHDRAWN")], order
        assert (await verify_one(programme.service.database, case.case_no)).sound, order


async def test_the_end_of_a_case_ends_all_its_open_tasks(
    programme: Programme, client: httpx2.AsyncClient, reader: Caller
) -> None:
    """Without any workflow; what was decided before stands."""
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted()
    for name in ("school", "county", "municipal"):
        await programme.ask(OPEN_TASK, opening(case, name))
    decided = opening(case, "county").task_id
    assert (await client.post(f"/tasks/{decided}/decision", headers=clerk, json=decision(case))).is_success
    ended = {"finished": True, "cause": "terminated", "deed": Deed(verb="terminate")}
    await programme.tell(case, "TERMINATED", 2, **ended)
    shown = await read(client, reader, case)
    assert shown["open_tasks"] == []
    closed = [(entry["stage"], entry["details"]["reason"]) for entry in shown["log"] if entry["verb"] == "close"]
    assert closed == [("school", "terminated"), ("municipal", "terminated")]
    assert (await client.get(f"/tasks/{decided}", headers=clerk)).json()["state"] == "DECIDED"
    async with programme.service.database.reading() as connection:
        said = select(outbox.c.type, outbox.c.aggregate_version).where(outbox.c.subject == case.case_id)
        rows = (await connection.execute(said.order_by(outbox.c.seq))).all()
    assert [row.type for row in rows].count("approvals.task.closed") == 2
    versions = [row.aggregate_version for row in rows]
    assert versions == sorted(set(versions))
    assert (await verify_one(programme.service.database, case.case_no)).sound


async def test_nothing_is_put_before_an_office_after_the_end(programme: Programme, client: httpx2.AsyncClient) -> None:
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted()
    await programme.tell(case, "WITHDRAWN", 2, finished=True, cause="withdrawn")
    for made in (opening(case), opening(case, turn=2)):
        assert await programme.ask(OPEN_TASK, made) == Refusal(code="ended")
    assert (await client.get("/inbox", headers=clerk)).json()["items"] == []


async def test_nothing_is_decided_after_the_end_whatever_was_left_open(
    programme: Programme, client: httpx2.AsyncClient
) -> None:
    """As where an older version, or a restored copy, kept a task of a case that has ended: it goes with the next word of that."""
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(case))
    ended = {"finished": True, "cause": "withdrawn"}
    await programme.tell(case, "WITHDRAWN", 2, **ended)
    task_id = opening(case).task_id
    async with programme.service.database.transaction() as transaction:
        left = update(Task).where(Task.task_id == task_id).values(state="OPEN", closed_at=None, closed_reason=None)
        await transaction.execute(left)
    for what, body in (("decision", decision(case)), ("claim", None)):
        answer = await client.post(f"/tasks/{task_id}/{what}", headers=clerk, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "case_ended")
    assert not (await client.get(f"/tasks/{task_id}", headers=clerk)).json()["may_decide"]
    await programme.tell(case, "WITHDRAWN", 2, **ended)
    assert (await client.get(f"/tasks/{task_id}", headers=clerk)).json()["state"] == "CLOSED"


async def test_a_task_that_has_ended_is_not_opened_again(programme: Programme, client: httpx2.AsyncClient) -> None:
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(case))
    path = f"/tasks/{opening(case).task_id}/decision"
    assert (await client.post(path, headers=clerk, json=decision(case))).is_success
    assert await programme.ask(OPEN_TASK, opening(case)) == Refusal(code="ended")


async def test_a_case_of_which_only_the_state_is_known_is_shown_to_nobody(
    programme: Programme, client: httpx2.AsyncClient, reader: Caller
) -> None:
    case = card()
    await programme.tell(case, "ACTIVE", 2)
    assert (await client.get(f"/cases/{case.case_id}", headers=reader)).status_code == 404
    await programme.submit(case, version=1)
    assert (await read(client, reader, case))["state"] == "ACTIVE"


@pytest.mark.parametrize(("told", "shown"), [("林晓岚", "林晓岚"), (None, "周市办")])
async def test_a_deed_bears_the_name_it_was_told_with_or_the_one_that_is_known(
    programme: Programme, client: httpx2.AsyncClient, reader: Caller, told: str | None, shown: str
) -> None:
    clerk = await programme.person("周市办", MUNICIPAL_OFFICE)
    case = await programme.submitted()
    await programme.tell(case, "DISPATCHED", 2, deed=Deed(verb="dispatch", actor_id=clerk.person_id, actor_name=told))
    await programme.tell(case, "FLAGGED", 3, deed=Deed(verb="flag"))
    log = (await read(client, reader, case))["log"]
    assert [(entry["verb"], entry["actor_name"]) for entry in log] == [
        ("submit", "周晓燕"),
        ("dispatch", shown),
        ("flag", None),
    ]
    assert log[1]["details"] == {"state": "DISPATCHED", "version": 2}


async def test_words_this_version_does_not_know_are_carried(
    programme: Programme, client: httpx2.AsyncClient, reader: Caller, parcel: Kind
) -> None:
    """A newer owner's kind, state, stage, verbs, role, fact and field: kept, shown, decided, never buried."""
    weighing = stage("weighing", MUNICIPAL_OFFICE, verbs=("approve", "waive"), attestations=("cold",))
    stamping = stage("stamping", SCHOOL_OFFICE.model_copy(update={"role": "harbour_master"}), mode="in_turn")
    plan = Plan(rule_set_version=9, stages=(weighing, stamping))
    case = card(kind=parcel.name, plan=plan, facts=(fact("seal", "蜡", "wax"),))
    said = news(case, "AFLOAT", 1, parcel.owner, deed=Deed(verb="launch"), card=case)
    envelope = programme.envelope(said, case.case_id, 1)
    newer = {**envelope.data, "colour": "red", "card": {**envelope.data["card"], "weight": 12}}
    await programme.take_in(envelope.model_copy(update={"data": newer}))
    await programme.ask(OPEN_TASK, opening(case, "weighing"))
    path = f"/tasks/{opening(case, 'weighing').task_id}/decision"
    odd = await client.post(path, headers=reader, json=decision(case, "sink", opinion="沉下去为好"))
    assert (odd.status_code, "waive" in odd.json()["detail"]) == (422, True)
    bare = await client.post(path, headers=reader, json=decision(case, attestations=[]))
    assert (bare.status_code, bare.json()["missing"]) == (422, ["cold"])
    waived = await client.post(path, headers=reader, json=decision(case, "waive", opinion="不必称重了"))
    assert waived.status_code == 200, waived.text
    late = await client.post(path, headers=await programme.person("吴敏", MUNICIPAL_OFFICE), json=decision(case))
    assert (late.json()["code"], late.json()["verb"]) == ("already_decided", "waive")
    await programme.tell(case, "SUNK", 2, parcel.owner, finished=True, cause="storm", deed=Deed(verb="sink"))
    shown = await read(client, reader, case)
    assert (shown["state"], shown["card"]["facts"][0]["type"]) == ("SUNK", "wax")
    assert (shown["plan"]["stages"][1]["mode"], shown["plan"]["stages"][1]["offices"][0]["role"]) == (
        "in_turn",
        "harbour_master",
    )
    assert [entry["verb"] for entry in shown["log"]] == ["launch", "open", "waive", "sink"]


async def test_an_unknown_cause_is_told_as_it_is(programme: Programme, client: httpx2.AsyncClient) -> None:
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(case))
    await programme.tell(case, "SUNK", 2, finished=True, cause="storm")
    late = await client.post(f"/tasks/{opening(case).task_id}/decision", headers=clerk, json=decision(case))
    assert (late.status_code, late.json()["reason"], "storm" in late.json()["detail"]) == (409, "storm", True)


def test_no_kind_is_named_here() -> None:
    named = [
        (path.name, kind)
        for room in ("", "api", "commands", "domain", "models", "queries")
        for path in files("services.approvals").joinpath(room).iterdir()
        if path.name.endswith((".py", ".md"))
        for kind in KINDS
        if kind in path.read_text(encoding="utf-8")
    ]
    assert named == []
