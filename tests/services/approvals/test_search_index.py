"""A name is looked up in the index, however many cases there are."""

from typing import Any

import pytest
from sqlalchemy import event, text

from casework.holding import holds_of
from chassis import clock
from contracts.commands.approvals import OPEN_TASK
from contracts.offices import Office
from services.approvals.domain.sight import Sight
from services.approvals.queries import case as cases
from tests.services.approvals.programme import COUNTY_OFFICE, MUNICIPAL_OFFICE, Programme, opening

COPIES = """
INSERT INTO cases SELECT (jsonb_populate_record(original, jsonb_build_object(
    'case_id', gen_random_uuid(), 'case_no', 'copy-' || number))).*
FROM cases original, generate_series(1, 20000) number WHERE original.case_id = :case_id
"""


@pytest.mark.parametrize("office", [COUNTY_OFFICE, MUNICIPAL_OFFICE])
@pytest.mark.parametrize("continued", [False, True])
async def test_searching_for_a_name_walks_no_list_of_all_cases(
    programme: Programme, office: Office, continued: bool
) -> None:
    database = programme.service.database
    reader = await programme.person("方圆", office)
    many, few = await programme.submitted(), await programme.submitted(applicant_name="欧阳雪")
    await programme.ask(OPEN_TASK, opening(few))
    async with database.transaction() as transaction:
        await transaction.execute(text(COPIES), {"case_id": many.case_id})
        await transaction.execute(text("ANALYZE cases"))
    ran: list[Any] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: ran.append(call[2:4]))
    async with database.reading() as connection:
        now = clock.business()
        sight = Sight.of(reader.person_id, await holds_of(connection, reader.person_id, now))
        ran.clear()
        begin = cases.LATEST.place(cases.LATEST.cursor([now, few.case_id])) if continued else {}
        assert [row.case_id for row in await cases.search(connection, "欧阳", sight, begin, 21)] == [few.case_id]
        assert await cases.count(connection, "欧阳", sight) == 1
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        for statement, parameters in ran[:2]:
            plan = "\n".join(row[0] for row in await driver.fetch(f"EXPLAIN {statement}", *parameters))
            assert "Bitmap Index Scan on cases_search" in plan
            assert "Seq Scan on cases" not in plan
