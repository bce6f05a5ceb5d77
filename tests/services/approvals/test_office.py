"""Who acts for which office, at the borders of the dates, and who is told when that changes."""

from datetime import datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select

from casework.holding import holds_of
from chassis import clock
from chassis.ids import uuid7
from chassis.store.tables import outbox
from contracts.commands.approvals import OPEN_TASK
from contracts.events.directory import AssignmentChanged, ProxyChanged
from services.approvals.queries.office import dated_holds
from tests.services.approvals.programme import (
    COUNTY_OFFICE,
    LONG_AGO,
    NAMES,
    SCHOOL_OFFICE,
    Caller,
    Programme,
    opening,
)

HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)


def proxy(
    principal: Caller, deputy: Caller, begins: datetime, ends: datetime, proxy_id: UUID | None = None
) -> ProxyChanged:
    return ProxyChanged(
        proxy_id=proxy_id or uuid7(), principal_id=principal.person_id, principal_name=principal.name,
        deputy_id=deputy.person_id, offices=(COUNTY_OFFICE,), valid_from=begins, valid_until=ends,
    )  # fmt: skip


def assignment(holder: Caller, begins: datetime, ends: datetime | None) -> AssignmentChanged:
    return AssignmentChanged(
        assignment_id=uuid7(), person_id=holder.person_id, office=COUNTY_OFFICE, office_name=NAMES[COUNTY_OFFICE.key],
        valid_from=begins, valid_until=ends,
    )  # fmt: skip


async def acts(programme: Programme, who: Caller, now: datetime) -> bool:
    """Whether they act for the county office at a moment."""
    async with programme.service.database.reading() as connection:
        found = await holds_of(connection, who.person_id, now)
    return COUNTY_OFFICE.key in {hold.office_key for hold in found}


async def spans(programme: Programme, who: Caller, now: datetime) -> list[tuple[datetime, datetime | None]]:
    async with programme.service.database.reading() as connection:
        rows = await dated_holds(connection, who.person_id, now)
    return [(row.valid_from, row.valid_until) for row in rows]


async def told_of(programme: Programme) -> list[list[str]]:
    """Whose pages ask anew, event by event."""
    statement = select(outbox.c.data).where(outbox.c.type == "approvals.authority.changed").order_by(outbox.c.seq)
    async with programme.service.database.reading() as connection:
        return [data["person_ids"] for data in (await connection.execute(statement)).scalars()]


async def test_a_proxy_holds_from_its_first_moment_to_its_last(programme: Programme) -> None:
    principal, deputy = await programme.person("陈志远", COUNTY_OFFICE), await programme.person("吴敏")
    begins = clock.business() + HOUR
    ends = begins + HOUR
    said = proxy(principal, deputy, begins, ends)
    await programme.hear(said, said.proxy_id)
    borders = (begins - MOMENT, begins, ends - MOMENT, ends)
    assert [await acts(programme, deputy, now) for now in borders] == [False, True, True, False]
    assert await spans(programme, deputy, clock.business()) == [(begins, ends)]
    assert await spans(programme, deputy, ends + 2 * HOUR) == []


async def test_a_proxy_lasts_no_longer_than_what_it_rests_on(programme: Programme) -> None:
    principal, deputy = await programme.person("陈志远"), await programme.person("吴敏")
    now = clock.business()
    office = assignment(principal, now + HOUR, now + 3 * HOUR)
    await programme.hear(office, office.assignment_id)
    said = proxy(principal, deputy, now - HOUR, now + 9 * HOUR)
    await programme.hear(said, said.proxy_id)
    for who in (principal, deputy):
        borders = (now + HOUR - MOMENT, now + HOUR, now + 3 * HOUR - MOMENT, now + 3 * HOUR)
        assert [await acts(programme, who, moment) for moment in borders] == [False, True, True, False]
        assert await spans(programme, who, now) == [(now + HOUR, now + 3 * HOUR)]


async def test_what_is_revoked_before_it_begins_is_never_held(programme: Programme) -> None:
    principal, deputy = await programme.person("陈志远", COUNTY_OFFICE), await programme.person("吴敏")
    begins = clock.business() + HOUR
    said = proxy(principal, deputy, begins, begins + HOUR)
    await programme.hear(said, said.proxy_id)
    await programme.hear(proxy(principal, deputy, begins, begins, said.proxy_id), said.proxy_id)
    assert await spans(programme, deputy, clock.business()) == []
    assert not await acts(programme, deputy, begins)


async def test_the_next_request_obeys_a_revocation(programme: Programme, client: httpx2.AsyncClient) -> None:
    principal, deputy = await programme.person("陈志远", COUNTY_OFFICE), await programme.person("吴敏")
    case = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(case))
    task = f"/tasks/{opening(case).task_id}"
    said = proxy(principal, deputy, LONG_AGO, clock.business() + HOUR)
    assert (await client.get(task, headers=deputy)).status_code == 404
    await programme.hear(said, said.proxy_id)
    assert (await client.get(task, headers=deputy)).status_code == 200
    assert [row["proxy_id"] for row in (await client.get("/offices", headers=deputy)).json()] == [str(said.proxy_id)]
    await programme.hear(proxy(principal, deputy, LONG_AGO, clock.business(), said.proxy_id), said.proxy_id)
    assert (await client.get(task, headers=deputy)).status_code == 404
    assert (await client.get("/inbox", headers=deputy)).json()["items"] == []


async def test_own_offices_come_before_those_one_stands_in_for(
    programme: Programme, client: httpx2.AsyncClient
) -> None:
    principal = await programme.person("陈志远", COUNTY_OFFICE)
    deputy = await programme.person("吴敏", SCHOOL_OFFICE)
    await programme.proxy(principal, deputy, COUNTY_OFFICE)
    rows = (await client.get("/offices", headers=deputy)).json()
    assert [(row["office_key"], row["principal_name"]) for row in rows] == [
        (SCHOOL_OFFICE.key, None),
        (COUNTY_OFFICE.key, "陈志远"),
    ]
    assert [row["office_key"] for row in (await client.get("/offices", headers=principal)).json()] == [
        COUNTY_OFFICE.key
    ]


async def test_a_change_is_told_to_the_deputy_or_to_the_holder_and_all_deputies(programme: Programme) -> None:
    principal = await programme.person("陈志远")
    deputies = [await programme.person(name) for name in ("吴敏", "郑洁")]
    over = await programme.person("林静")
    now = clock.business()
    for deputy, ends in ((deputies[0], now + HOUR), (deputies[1], now + HOUR), (over, now - HOUR)):
        said = proxy(principal, deputy, now - 2 * HOUR, ends)
        await programme.hear(said, said.proxy_id)
    office = assignment(principal, LONG_AGO, None)
    await programme.hear(office, office.assignment_id, 2)
    # Heard late: something newer is known, and nobody need look again.
    await programme.hear(office, office.assignment_id, 1)
    *of_proxies, of_office = await told_of(programme)
    assert of_proxies == [[str(who.person_id)] for who in (*deputies, over)]
    assert of_office[0] == str(principal.person_id)
    assert set(of_office[1:]) == {str(deputy.person_id) for deputy in deputies}


@pytest.mark.parametrize("token", [None, "x"])
async def test_nobody_asks_for_others(client: httpx2.AsyncClient, token: str | None) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert (await client.get("/offices", headers=headers)).status_code == 401
