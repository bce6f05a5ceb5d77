"""`songjiao audit` on the whole system: people decide, seals are made, and everything that was told is read from the real stream."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner, Result

from chassis.settings import settings
from chassis.store.tables import outbox
from contracts.events.approvals import LogSealed
from songjiao.cli import app
from songjiao.events.published import opened
from songjiao.servers.stack import Stack
from tests.system.audited import sound
from tests.system.world import World


async def songjiao(*arguments: str) -> Result:
    """The command line, beside this loop."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments))


async def superuser(stack: Stack, *statements: str, case_id: UUID) -> None:
    engine = create_async_engine(stack.postgres.url(database="approvals"), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            await connection.execute(text(statement), {"case": case_id} if ":case" in statement else {})
    await engine.dispose()


async def test_what_people_did_is_sound_and_the_service_has_sealed_the_day(world: World) -> None:
    application = await world.apply()
    await world.admit(application)
    async with opened("approvals", settings()) as database, database.reading() as connection:
        assert await connection.scalar(select(outbox.c.id).where(outbox.c.type == LogSealed.TYPE).limit(1))
    report = await sound()
    assert report.cases > 0
    assert report.events > 0
    assert report.seals > 0
    number = (await world.application(application))["case_no"]
    said = await songjiao("audit", "verify", number)
    assert (said.exit_code, said.output.startswith("1 cases, 7 entries: sound")) == (0, True), said.output
    assert (await songjiao("audit", "verify", "BM-1999-000001")).exit_code == 2


async def test_a_case_deleted_with_its_events_is_told_by_number_of_seal_and_place_on_the_stream(
    world: World, stack: Stack
) -> None:
    application = await world.apply()
    await world.admit(application)
    await sound()
    tables = ("outcomes", "files", "tasks", "log_entries", "cases", "outbox")
    await superuser(
        stack,
        *(f"CREATE TABLE kept_{name} AS SELECT * FROM {name}" for name in tables),
        *(f"DELETE FROM {name} WHERE case_id = :case" for name in tables if name not in ("files", "outbox")),
        "DELETE FROM outbox WHERE subject = :case",
        case_id=application,
    )
    try:
        said = await songjiao("audit", "verify", "--all")
    finally:
        await superuser(
            stack,
            "INSERT INTO outbox SELECT * FROM kept_outbox o WHERE o.subject = :case",
            *(
                f"INSERT INTO {name} SELECT * FROM kept_{name} k WHERE k.case_id = :case"
                for name in ("cases", "log_entries", "tasks", "outcomes")
            ),
            *(f"DROP TABLE kept_{name}" for name in tables),
            case_id=application,
        )
    assert said.exit_code == 1
    assert f"{application}: seal" in said.output
    assert "approvals.decision.recorded at position" in said.output
    assert "NOT SOUND" in said.output
    await sound()


async def test_where_the_bus_is_away_it_says_so(world: World, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATS_URL", "nats://127.0.0.1:1")
    settings.cache_clear()
    try:
        said = await songjiao("audit", "verify", "--all")
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert said.exit_code == 3, said.output
    assert "NOT compared" in said.output


async def test_the_operator_makes_a_seal_and_is_told_where_it_lies(world: World) -> None:
    said = await songjiao("audit", "seal")
    assert said.exit_code == 0, said.output
    assert said.output.strip().endswith(".jsonl.gz")


async def test_the_commands_of_the_log_need_to_know_what_to_check(stack: Stack) -> None:
    assert (await songjiao("audit", "verify")).exit_code == 2
