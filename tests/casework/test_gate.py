"""The gate of deeds, on real PostgreSQL: dated offices, proxies, own case, two levels."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select

from casework.gate import By, permitted
from casework.holding import holds_of, take_assignment, take_proxy
from casework.models import Act, Base
from chassis import clock
from chassis.errors import ForbiddenError
from chassis.ids import uuid7
from chassis.store.database import Database
from chassis.store.tables import MECHANISM
from chassis.web.auth import Actor
from contracts.authority import Right
from contracts.events.directory import AssignmentChanged, ProxyChanged
from contracts.offices import CITY, Office, Role

MUNICIPAL = Office(role=Role.MUNICIPAL_OFFICE, scope=CITY)
PERSONNEL = Office(role=Role.COUNTY_PERSONNEL_SECTION, scope="330328")
DAY = timedelta(days=1)


def actor(name: str, *token_says: Office) -> Actor:
    """Somebody signed in; what their token says of offices is of the moment it was made."""
    return Actor(uuid7(), name, uuid7(), frozenset(office.key for office in token_says), None)


async def appoint(
    database: Database, person: Actor, office: Office, *, days: tuple[int, int | None] = (-1, None)
) -> None:
    now = clock.business()
    said = AssignmentChanged(
        assignment_id=uuid7(), person_id=person.person_id, office=office, office_name="市名师办", valid_from=now + days[0] * DAY,
        valid_until=None if days[1] is None else now + days[1] * DAY,
    )  # fmt: skip
    async with database.transaction() as transaction:
        assert await take_assignment(transaction, said, 1)


async def depute(database: Database, principal: Actor, deputy: Actor, office: Office, until: int = 1) -> None:
    now = clock.business()
    said = ProxyChanged(
        proxy_id=uuid7(), principal_id=principal.person_id, principal_name=principal.name, deputy_id=deputy.person_id,
        offices=(office,), valid_from=now - 2 * DAY, valid_until=now + until * DAY,
    )  # fmt: skip
    async with database.transaction() as transaction:
        assert await take_proxy(transaction, said, 1)


async def passes(database: Database, person: Actor, right: Right, *scopes: str, **about: Any) -> By:
    async with database.transaction() as transaction:
        return await permitted(transaction, person, right, *scopes, **about)


async def barred(database: Database, person: Actor, right: Right, *scopes: str, **about: Any) -> str:
    with pytest.raises(ForbiddenError) as refusal:
        await passes(database, person, right, *scopes, **about)
    return refusal.value.code


async def test_an_office_counts_by_its_dates_and_not_by_the_token(database: Database) -> None:
    clerk, late, early = actor("陈志远", MUNICIPAL), actor("吴敏", MUNICIPAL), actor("方圆")
    assert await barred(database, clerk, Right.SET_CAP) == "not_entitled", "a token alone opens nothing"
    await appoint(database, late, MUNICIPAL, days=(-10, -1))
    await appoint(database, early, MUNICIPAL, days=(1, None))
    assert await barred(database, late, Right.SET_CAP) == "not_entitled"
    assert await barred(database, early, Right.SET_CAP) == "not_entitled"
    await appoint(database, clerk, MUNICIPAL)
    assert await passes(database, clerk, Right.SET_CAP) == By(clerk.person_id, "陈志远", MUNICIPAL.key)


async def test_a_right_reaches_as_far_as_its_office(database: Database) -> None:
    clerk = actor("孙县办")
    await appoint(database, clerk, PERSONNEL)
    assert (await passes(database, clerk, Right.PROPOSE_BASE_SCHOOL, "330328")).office_key == PERSONNEL.key
    assert await barred(database, clerk, Right.PROPOSE_BASE_SCHOOL, "330329") == "not_entitled"
    assert await barred(database, clerk, Right.SET_CAP) == "not_entitled"


async def test_a_deputy_does_what_the_principal_may_and_is_named_with_them(database: Database) -> None:
    clerk, deputy = actor("陈志远"), actor("吴敏")
    await appoint(database, clerk, MUNICIPAL)
    await depute(database, clerk, deputy, MUNICIPAL)
    done = await passes(database, deputy, Right.SET_CAP)
    assert (done.person_id, done.acting_for_id, done.acting_for_name) == (deputy.person_id, clerk.person_id, "陈志远")
    deed = done.deed("cap")
    assert (deed.actor_name, deed.office, deed.acting_for_name) == ("吴敏", MUNICIPAL.key, "陈志远")
    ended = actor("方圆")
    await depute(database, clerk, ended, MUNICIPAL, until=-1)
    assert await barred(database, ended, Right.SET_CAP) == "not_entitled"


async def test_a_party_does_nothing_in_the_own_case_nor_by_a_deputy(database: Database) -> None:
    host, deputy, colleague = actor("林晓岚"), actor("吴敏"), actor("周市办")
    for person in (host, colleague):
        await appoint(database, person, MUNICIPAL)
    await depute(database, host, deputy, MUNICIPAL)
    about = {"case_id": uuid7(), "parties": (host.person_id, None)}
    assert await barred(database, host, Right.WAIVE_MINIMUM, **about) == "own_case"
    assert await barred(database, deputy, Right.WAIVE_MINIMUM, **about) == "proxy_conflict"
    assert (await passes(database, colleague, Right.WAIVE_MINIMUM, **about)).person_id == colleague.person_id
    # Deputed by somebody who is no party as well, the deputy acts for that one.
    await depute(database, colleague, deputy, MUNICIPAL)
    assert (await passes(database, deputy, Right.WAIVE_MINIMUM, **about)).acting_for_id == colleague.person_id


async def test_nobody_acts_at_two_levels_of_one_case(database: Database) -> None:
    clerk, studio = actor("孙县办"), uuid7()
    await appoint(database, clerk, PERSONNEL)
    await appoint(database, clerk, MUNICIPAL)
    assert (
        await passes(database, clerk, Right.PROPOSE_BASE_SCHOOL, "330328", case_id=studio)
    ).office_key == PERSONNEL.key
    assert await barred(database, clerk, Right.DISPATCH_STUDIO, case_id=studio) == "two_levels"
    assert (await passes(database, clerk, Right.DISPATCH_STUDIO, case_id=uuid7())).office_key == MUNICIPAL.key
    deputy = actor("吴敏")
    await depute(database, clerk, deputy, MUNICIPAL)
    assert await barred(database, deputy, Right.DISPATCH_STUDIO, case_id=studio) == "proxy_conflict"


async def test_who_stood_in_and_for_whom_have_both_acted(database: Database) -> None:
    clerk, deputy, studio = actor("陈志远"), actor("吴敏"), uuid7()
    await appoint(database, clerk, MUNICIPAL)
    await depute(database, clerk, deputy, MUNICIPAL)
    for _ in range(2):
        await passes(database, deputy, Right.SET_CAP, case_id=studio)
    for person in (clerk, deputy):
        await appoint(database, person, PERSONNEL)
        assert await barred(database, person, Right.PROPOSE_BASE_SCHOOL, "330328", case_id=studio) == "two_levels"
    async with database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(Act)) == 2


async def test_what_is_taken_back_leaves_no_act(database: Database) -> None:
    clerk, studio = actor("陈志远"), uuid7()
    await appoint(database, clerk, MUNICIPAL)
    with pytest.raises(RuntimeError):
        await _fails_later(database, clerk, studio)
    async with database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(Act)) == 0


async def _fails_later(database: Database, clerk: Actor, studio: UUID) -> None:
    async with database.transaction() as transaction:
        await permitted(transaction, clerk, Right.SET_CAP, case_id=studio)
        raise RuntimeError


async def test_what_directory_says_late_changes_nothing(database: Database) -> None:
    clerk, now = actor("陈志远"), clock.business()
    said = AssignmentChanged(
        assignment_id=uuid7(), person_id=clerk.person_id, office=MUNICIPAL, office_name="市名师办", valid_from=now - DAY,
        valid_until=None,
    )  # fmt: skip
    for version, until, news in ((2, now - DAY / 2, True), (1, None, False)):
        async with database.transaction() as transaction:
            changed = said.model_copy(update={"valid_until": until})
            assert await take_assignment(transaction, changed, version) is news
    assert await barred(database, clerk, Right.SET_CAP) == "not_entitled"


async def test_everybody_holds_themselves_and_many_ask_at_once(database: Database) -> None:
    clerk = actor("陈志远")
    async with database.reading() as connection:
        assert [hold.office_key for hold in await holds_of(connection, clerk.person_id, clock.business())] == [
            f"person:{clerk.person_id}"
        ]
    await appoint(database, clerk, MUNICIPAL)
    studio = uuid7()
    done = await asyncio.gather(*(passes(database, clerk, Right.SET_CAP, case_id=studio) for _ in range(8)))
    assert len(set(done)) == 1


async def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    known = {*MECHANISM.tables, "mechanism_version", "casework_version"}

    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name not in known}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
