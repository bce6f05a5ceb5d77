"""Whoever waits for an outcome is told, once, and it stays unread until they have opened the case."""

from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from chassis.store.tables import outbox
from contracts.cases import CaseCard
from services.approvals.queries.summary import MOST
from tests.services.approvals.programme import MUNICIPAL_OFFICE, Caller, Programme


@pytest.fixture
async def waiting(programme: Programme) -> Caller:
    return await programme.person("周晓燕")


@pytest.fixture
async def case(programme: Programme) -> CaseCard:
    return await programme.submitted()


async def unread(client: httpx2.AsyncClient, who: Caller) -> tuple[list[tuple[str, str]], int]:
    summary = (await client.get("/summary", headers=who)).json()
    return [(row["case_no"], row["state"]) for row in summary["outcomes"]], summary["unread"]


async def told(programme: Programme) -> list[str]:
    """Whom events told, in order."""
    said = select(outbox.c.data).where(outbox.c.type == "approvals.outcome.told").order_by(outbox.c.seq)
    async with programme.service.database.reading() as connection:
        return [data["person_id"] for data in (await connection.execute(said)).scalars()]


async def test_it_stays_unread_until_the_case_was_opened(
    programme: Programme, client: httpx2.AsyncClient, waiting: Caller, case: CaseCard
) -> None:
    assert await unread(client, waiting) == ([], 0)
    await programme.tell(case, "ADMITTED", 2, finished=True, by_run=True, tells=(waiting.person_id,))
    for _ in range(2):
        assert await unread(client, waiting) == ([(case.case_no, "ADMITTED")], 1)
        # To look at the case writes nothing; the page says that it was seen.
        assert (await client.get(f"/cases/{case.case_id}", headers=waiting)).status_code == 200
    for _ in range(2):
        assert (await client.post(f"/cases/{case.case_id}/seen", headers=waiting)).status_code == 204
    assert await unread(client, waiting) == ([], 0)
    assert await told(programme) == [str(waiting.person_id)]


async def test_what_one_has_seen_the_other_has_not(
    programme: Programme, client: httpx2.AsyncClient, waiting: Caller, case: CaseCard
) -> None:
    other = await programme.person("林晓岚")
    await programme.tell(case, "ADMITTED", 2, tells=(waiting.person_id, other.person_id, waiting.person_id))
    await client.post(f"/cases/{case.case_id}/seen", headers=waiting)
    assert (await unread(client, waiting), await unread(client, other)) == (([], 0), ([(case.case_no, "ADMITTED")], 1))
    assert sorted(await told(programme)) == sorted([str(waiting.person_id), str(other.person_id)])


async def test_a_newer_outcome_is_unread_again_and_an_older_one_is_not_told(
    programme: Programme, client: httpx2.AsyncClient, waiting: Caller, case: CaseCard
) -> None:
    tells: dict[str, Any] = {"tells": (waiting.person_id,)}
    await programme.tell(case, "DECIDED", 3, **tells)
    await client.post(f"/cases/{case.case_id}/seen", headers=waiting)
    await programme.tell(case, "HEARD", 2, **tells)
    assert await unread(client, waiting) == ([], 0)
    await programme.tell(case, "UPHELD", 4, **tells)
    assert await unread(client, waiting) == ([(case.case_no, "UPHELD")], 1)
    assert len(await told(programme)) == 2


async def test_who_is_told_may_look_and_nobody_else(
    programme: Programme, client: httpx2.AsyncClient, waiting: Caller, case: CaseCard
) -> None:
    stranger = await programme.person("叶青")
    await programme.tell(case, "ADMITTED", 2, tells=(waiting.person_id,))
    await programme.tell(case, "ADMITTED", 3, tells=(waiting.person_id,))
    for who, status, hits in ((waiting, 200, 1), (stranger, 404, 0)):
        assert (await client.get(f"/cases/{case.case_id}", headers=who)).status_code == status
        assert (await client.get("/cases", params={"q": case.case_no}, headers=who)).json()["count"] == hits
    assert (await client.post(f"/cases/{case.case_id}/seen", headers=stranger)).status_code == 204


async def test_an_outcome_before_its_card_waits_for_it(
    programme: Programme, client: httpx2.AsyncClient, waiting: Caller, case: CaseCard
) -> None:
    late = case.model_copy(update={"case_id": waiting.person_id, "case_no": "BM-2021-900000"})
    await programme.tell(late, "ADMITTED", 2, tells=(waiting.person_id,))
    assert await unread(client, waiting) == ([], 0)
    await programme.submit(late, version=1)
    assert await unread(client, waiting) == ([("BM-2021-900000", "ADMITTED")], 1)


async def test_outcomes_are_the_readers_own(
    programme: Programme, client: httpx2.AsyncClient, waiting: Caller, case: CaseCard
) -> None:
    reader = await programme.person("方圆", MUNICIPAL_OFFICE)
    await programme.tell(case, "ADMITTED", 2, tells=(waiting.person_id,))
    await client.post(f"/cases/{case.case_id}/seen", headers=reader)
    assert await unread(client, reader) == ([], 0)
    assert (await unread(client, waiting))[1] == 1


async def test_more_are_counted_than_are_listed(
    programme: Programme, client: httpx2.AsyncClient, waiting: Caller
) -> None:
    cases = [await programme.submitted() for _ in range(MOST + 2)]
    for case in cases:
        await programme.tell(case, "ADMITTED", 2, tells=(waiting.person_id,))
    listed, count = await unread(client, waiting)
    assert (len(listed), count) == (MOST, MOST + 2)
    assert listed[0] == (cases[-1].case_no, "ADMITTED")
