"""What is printed is checked by everybody: what was signed is told, and everything else is told alike."""

import shutil
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, text

from chassis.settings import settings
from chassis.signing import key_id
from contracts.cases import CaseCard
from contracts.commands.approvals import MARK_OVERTAKEN, OPEN_TASK, MarkOvertaken
from contracts.offices import Office, Role
from services.approvals.commands import signature
from services.approvals.domain.log import Entry
from services.approvals.domain.proof import CODE_LENGTH, Proof
from services.approvals.models import LogEntry
from services.approvals.queries.log import log_of
from songjiao.keys import Keys
from tests.conftest import owning
from tests.services.approvals.programme import COUNTY_OFFICE, MUNICIPAL_OFFICE, Programme, decision, opening, stage

OPINION = "周晓燕同志情况属实"


async def decided(programme: Programme, client: httpx2.AsyncClient, **changed: Any) -> tuple[CaseCard, Entry]:
    """A case the county office approved, and the entry of that."""
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    case = await programme.submitted(**changed)
    await programme.ask(OPEN_TASK, opening(case))
    body = decision(case, opinion=OPINION)
    answer = await client.post(f"/tasks/{opening(case).task_id}/decision", headers=clerk, json=body)
    assert answer.status_code == 200, answer.text
    return case, (await entries(programme, case))[-1]


async def entries(programme: Programme, case: CaseCard) -> list[Entry]:
    async with programme.service.database.reading() as connection:
        return await log_of(connection, case.case_id)


def proof(entry: Entry) -> Proof:
    assert entry.signature is not None
    return Proof.of(entry.signature)


async def check(client: httpx2.AsyncClient, number: str, code: str) -> httpx2.Response:
    return await client.get("/public/check", params={"number": number, "code": code})


async def test_what_was_signed_is_told_to_everybody_and_nothing_else(
    programme: Programme, client: httpx2.AsyncClient
) -> None:
    case, entry = await decided(programme, client)
    answer = await check(client, case.case_no, proof(entry).signature)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "case_no": case.case_no,
        "kind": "trainee_application",
        "stage": "county",
        "office_role": "county_office",
        "office_name": "文成县名师办",
        "verb": "approve",
        "revision": 1,
        "decided_at": entry.at.isoformat().replace("+00:00", "Z"),
        "key_id": key_id(entry.signature or ""),
        "overtaken": False,
    }


async def test_the_code_is_found_however_it_is_typed(programme: Programme, client: httpx2.AsyncClient) -> None:
    case, entry = await decided(programme, client)
    code = proof(entry).code
    assert len(code) == CODE_LENGTH
    grouped = " ".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    misread = code.replace("O", "0").replace("I", "1").replace("B", "8")
    for number in (case.case_no, case.case_no.lower(), case.case_no.replace("-", "－"), f" {case.case_no} "):
        for typed in (code, code.lower(), grouped, grouped.replace(" ", "-"), wide, misread):
            assert (await check(client, number, typed)).status_code == 200, (number, typed)


async def test_whatever_does_not_match_is_told_alike(programme: Programme, client: httpx2.AsyncClient) -> None:
    case, entry = await decided(programme, client)
    other, foreign = await decided(programme, client)
    signature, code = proof(entry).signature, proof(entry).code
    assert (await check(client, other.case_no, proof(foreign).signature)).status_code == 200
    turned = "A" if signature[0] != "A" else "B"
    told = {
        "another decision's signature": (case.case_no, proof(foreign).signature),
        "another decision's code": (case.case_no, proof(foreign).code),
        "the other's number": (other.case_no, signature),
        "an unknown number": ("BM-1999-000001", signature),
        "one letter wrong": (case.case_no, turned + signature[1:]),
        "cut by one": (case.case_no, signature[:-1]),
        "longer by one": (case.case_no, signature + "A"),
        "other letters for the same bytes": (case.case_no, signature[:-1] + chr(ord(signature[-1]) + 1)),
        "a code cut by one": (case.case_no, code[:-1]),
        "the beginning of the signature": (case.case_no, signature[:CODE_LENGTH]),
        "another alphabet": (case.case_no, "核对" * 10),
    }
    answers = {name: await check(client, *paper) for name, paper in told.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(told, 404)
    assert len({(answer.json()["code"], answer.json()["detail"]) for answer in answers.values()}) == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [("", "A" * 20), ("BM-2026-000001", ""), ("B" * 41, "A" * 20), ("BM-2026-000001", "A" * 121), ("BM\0", "A" * 20)],
)
async def test_what_can_be_no_number_and_no_code_is_refused(client: httpx2.AsyncClient, number: str, code: str) -> None:
    assert (await check(client, number, code)).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'reject'", "stage = 'municipal'", "turn = 2", "seat = 1", "revision = 2", "revision = NULL",
        "content_hash = 'f'", "at = at - interval '1 day'", "actor_id = gen_random_uuid()",
        "acting_for_id = gen_random_uuid()", "entry_id = gen_random_uuid()",
        """details = '{"office": "municipal_office:city"}'""", "details = '{}'",
        "signature = signature || 'A'", "signature = 'approve'", "signature = NULL",
    ],
)  # fmt: skip
async def test_an_entry_that_was_changed_is_not_valid_and_the_paper_says_so(
    programme: Programme, client: httpx2.AsyncClient, change: str
) -> None:
    case, entry = await decided(programme, client)
    printed = proof(entry)
    async with owning("approvals", programme.service.database.url) as transaction:
        await transaction.execute(text("ALTER TABLE log_entries DISABLE TRIGGER append_only"))
        await transaction.execute(text(f"UPDATE log_entries SET {change} WHERE entry_id = '{entry.entry_id}'"))
        await transaction.execute(text("ALTER TABLE log_entries ENABLE TRIGGER append_only"))
    for code in (printed.signature, printed.code):
        assert (await check(client, case.case_no, code)).status_code == 404
    reader = await programme.person("方圆", MUNICIPAL_OFFICE)
    sheet = (await client.get(f"/cases/{case.case_id}/sheet", headers=reader)).json()
    assert [made["proof"] for each in sheet["stages"] for made in each["decisions"]] == [None]


async def test_another_kind_of_case_was_not_signed_for(programme: Programme, client: httpx2.AsyncClient) -> None:
    case, entry = await decided(programme, client)
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(text(f"UPDATE cases SET kind = 'disqualification' WHERE case_id = '{case.case_id}'"))
    assert (await check(client, case.case_no, proof(entry).code)).status_code == 404


async def test_a_signature_moved_to_another_entry_is_not_valid(
    programme: Programme, client: httpx2.AsyncClient
) -> None:
    case, entry = await decided(programme, client)
    other, _ = await decided(programme, client)
    async with owning("approvals", programme.service.database.url) as transaction:
        await transaction.execute(text("ALTER TABLE log_entries DISABLE TRIGGER append_only"))
        genuine = select(LogEntry.signature).where(LogEntry.entry_id == entry.entry_id)
        signed = (await transaction.execute(genuine)).scalar_one()
        moved = f"UPDATE log_entries SET signature = '{signed}' WHERE case_id = '{other.case_id}' AND verb = 'approve'"
        await transaction.execute(text(moved))
        await transaction.execute(text("ALTER TABLE log_entries ENABLE TRIGGER append_only"))
    assert (await check(client, case.case_no, proof(entry).code)).status_code == 200
    assert (await check(client, other.case_no, proof(entry).code)).status_code == 404


async def test_what_an_older_key_signed_stays_valid(
    programme: Programme, client: httpx2.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "keys"
    shutil.copytree(settings().decision_key_file.parent, folder)
    keys = Keys(folder)
    moved = settings().model_copy(
        update={"decision_key_file": keys.decision, "decision_keys_file": keys.decisions_public}
    )
    monkeypatch.setattr(signature, "settings", lambda: moved)
    case, old = await decided(programme, client)
    before = (await check(client, case.case_no, proof(old).code)).json()
    keys.renew_decision_key()
    # As a service does that starts again.
    signature._signer.cache_clear()
    later, new = await decided(programme, client)
    assert (await check(client, case.case_no, proof(old).code)).json() == before
    after = (await check(client, later.case_no, proof(new).code)).json()
    assert after["key_id"] not in (None, before["key_id"])


async def test_a_decision_another_fact_overtook_says_so(programme: Programme, client: httpx2.AsyncClient) -> None:
    case, entry = await decided(programme, client)
    asked = MarkOvertaken(
        case_id=case.case_id, task_id=opening(case).task_id, decision_id=entry.entry_id, reason="withdrawn"
    )
    await programme.ask(MARK_OVERTAKEN, asked)
    assert (await check(client, case.case_no, proof(entry).code)).json()["overtaken"] is True


async def test_a_person_who_decides_for_themselves_is_not_named(
    programme: Programme, client: httpx2.AsyncClient
) -> None:
    host = await programme.person("林晓岚")
    office = Office(role=Role.PERSON, scope=str(host.person_id))
    case = await programme.submitted()
    asked = opening(case, stage="county")
    asked = asked.model_copy(update={"stage": stage("county", office)})
    await programme.ask(OPEN_TASK, asked)
    answer = await client.post(f"/tasks/{asked.task_id}/decision", headers=host, json=decision(case))
    assert answer.status_code == 200, answer.text
    [*_, entry] = await entries(programme, case)
    told = await check(client, case.case_no, proof(entry).code)
    assert (told.json()["office_role"], told.json()["office_name"]) == ("person", None)
    assert "林晓岚" not in told.text
    assert str(host.person_id) not in told.text


async def test_the_sheet_prints_what_is_checked(programme: Programme, client: httpx2.AsyncClient) -> None:
    case, entry = await decided(programme, client)
    reader = await programme.person("方圆", MUNICIPAL_OFFICE)
    sheet = (await client.get(f"/cases/{case.case_id}/sheet", headers=reader)).json()
    [[made]] = [each["decisions"] for each in sheet["stages"] if each["decisions"]]
    assert made["proof"] == {"signature": proof(entry).signature, "code": proof(entry).code}
    for code in made["proof"].values():
        assert (await check(client, case.case_no, code)).status_code == 200
