"""Tampering with the log in the database itself is found."""

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.cases import CaseCard
from contracts.commands.approvals import OPEN_TASK
from services.approvals.audit import verify
from tests.services.approvals.programme import COUNTY_OFFICE, Programme, decision, opening


@pytest.fixture
async def case(programme: Programme, client: httpx2.AsyncClient) -> CaseCard:
    """Submitted, opened, decided with proxy and opinion: three entries."""
    clerk, deputy = await programme.person("陈志远", COUNTY_OFFICE), await programme.person("吴敏")
    proxy = await programme.proxy(clerk, deputy, COUNTY_OFFICE)
    made = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(made))
    body = decision(made, opinion="情况属实，同意", proxy_id=str(proxy))
    answer = await client.post(f"/tasks/{opening(made).task_id}/decision", headers=deputy, json=body)
    assert answer.status_code == 200, answer.text
    return made


async def tamper(programme: Programme, *statements: str) -> None:
    """As somebody with the keys of the database would."""
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(text("ALTER TABLE log_entries DISABLE TRIGGER append_only"))
        for statement in statements:
            await transaction.execute(text(statement))
        await transaction.execute(text("ALTER TABLE log_entries ENABLE TRIGGER append_only"))


async def flaws(programme: Programme, case: CaseCard) -> list[tuple[int, str]]:
    report = await verify(programme.service.database, case.case_no)
    assert report.cases == 1
    return [(flaw.seq, flaw.kind) for flaw in report.flaws.get(case.case_no, [])]


async def test_a_log_nobody_touched_is_sound(programme: Programme, case: CaseCard) -> None:
    report = await verify(programme.service.database)
    assert (report.sound, report.cases, report.entries) == (True, 1, 3)


async def test_a_changed_opinion_is_found(programme: Programme, case: CaseCard) -> None:
    await tamper(programme, "UPDATE log_entries SET opinion = '不同意' WHERE verb = 'approve'")
    assert await flaws(programme, case) == [(3, "changed")]


async def test_an_entry_removed_from_the_middle_is_found(programme: Programme, case: CaseCard) -> None:
    await tamper(programme, "DELETE FROM log_entries WHERE seq = 2")
    assert await flaws(programme, case) == [(2, "missing")]


async def test_a_tail_cut_off_is_found(programme: Programme, case: CaseCard) -> None:
    await tamper(programme, "DELETE FROM log_entries WHERE seq = 3")
    assert await flaws(programme, case) == [(3, "cut_off")]


async def test_a_tail_cut_off_with_the_case_set_back_is_found(programme: Programme, case: CaseCard) -> None:
    await tamper(
        programme,
        "DELETE FROM log_entries WHERE seq = 3",
        "UPDATE cases SET log_length = 2, log_head = (SELECT hmac FROM log_entries WHERE seq = 2)",
    )
    assert await flaws(programme, case) == [(3, "cut_off")]


async def test_the_sheet_says_whether_it_can_be_trusted(
    programme: Programme, client: httpx2.AsyncClient, case: CaseCard
) -> None:
    reader = await programme.person("林文", COUNTY_OFFICE)
    sheet = (await client.get(f"/cases/{case.case_id}/sheet", headers=reader)).json()
    assert sheet["verification"]["sound"] is True
    [county] = [stage for stage in sheet["stages"] if stage["stage"] == "county"]
    [made] = county["decisions"]
    assert (made["actor_name"], made["acting_for_name"], made["opinion"]) == ("吴敏", "陈志远", "情况属实，同意")
    assert (made["revision"], made["content_hash"]) == (1, case.content_hash)
    await tamper(programme, "UPDATE log_entries SET actor_name = '他人' WHERE seq = 3")
    sheet = (await client.get(f"/cases/{case.case_id}/sheet", headers=reader)).json()
    assert sheet["verification"]["flaws"] == ["changed@3"]


@pytest.mark.parametrize(
    "statement", ["UPDATE log_entries SET opinion = ''", "DELETE FROM log_entries", "TRUNCATE log_entries"]
)
async def test_the_log_cannot_be_changed_by_mistake(programme: Programme, case: CaseCard, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with programme.service.database.transaction() as transaction:
            await transaction.execute(text(statement))
