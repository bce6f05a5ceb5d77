"""Whatever somebody with all rights in the database changes, takes out or adds, the audit tells it in words."""

from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.approvals.audit.verify import verify_one
from tests.conftest import owning
from tests.services.approvals.audit.conftest import History, Tamper, everything, on_stream, told
from tests.services.approvals.audit.manipulations import MANIPULATIONS
from tests.services.approvals.programme import COUNTY_OFFICE, Programme


async def test_what_nobody_touched_is_sound(programme: Programme, history: History, tmp_path: Path) -> None:
    report = await everything(programme, tmp_path, *await on_stream(programme.service.database))
    assert told(report) == []
    assert (report.cases, report.entries) == (2, 10)
    assert report.events == 10
    one = await verify_one(programme.service.database, history.decided.case_no)
    assert (one.sound, one.cases, one.entries) == (True, 1, 7)


@pytest.mark.parametrize("manipulation", MANIPULATIONS)
async def test_every_manipulation_is_told(
    programme: Programme, history: History, tamper: Tamper, tmp_path: Path, manipulation: str
) -> None:
    says, statements = MANIPULATIONS[manipulation]
    await tamper(*statements, case=history.decided.case_id, other=history.other.case_id)
    found = told(await everything(programme, tmp_path))
    assert [line for line in found if says in line], "\n".join(found)


async def test_the_sheet_says_whether_it_can_be_trusted(
    programme: Programme, client: httpx2.AsyncClient, history: History, tamper: Tamper
) -> None:
    reader = await programme.person("林文", COUNTY_OFFICE)
    path = f"/cases/{history.decided.case_id}/sheet"
    sheet = (await client.get(path, headers=reader)).json()
    assert sheet["verification"]["sound"] is True
    [county] = [stage for stage in sheet["stages"] if stage["stage"] == "county"]
    [made] = county["decisions"]
    assert (made["actor_name"], made["acting_for_name"], made["opinion"]) == ("吴敏", "陈志远", "情况属实，同意")
    assert (made["revision"], made["content_hash"]) == (1, history.decided.content_hash)
    await tamper("UPDATE tasks SET verb = 'reject' WHERE verb = 'approve'", "UPDATE cases SET applicant_name = '他人'")
    sheet = (await client.get(path, headers=reader)).json()
    assert sheet["verification"]["flaws"] == ["card", "task@5"]


@pytest.mark.parametrize(
    "statement", ["UPDATE log_entries SET opinion = ''", "DELETE FROM log_entries", "TRUNCATE log_entries"]
)
async def test_the_owner_cannot_change_the_log_by_mistake(
    programme: Programme, history: History, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with owning("approvals", programme.service.database.url) as connection:
            await connection.execute(text(statement))
