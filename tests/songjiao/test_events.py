"""Events seen to by whoever operates the system: listed, replayed, and taken in again from the dead letters."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from chassis.bus.connection import Bus
from chassis.clock import business
from chassis.ids import uuid7
from chassis.settings import Settings, settings
from chassis.store.database import Database
from chassis.store.tables import inbox, outbox
from contracts.envelope import Envelope
from contracts.events.directory import PersonRegistered
from songjiao import streams
from songjiao.events import published, taking_in
from songjiao.events.dead_letters import every, operator
from songjiao.events.retrying import retry
from songjiao.servers.nats import Nats
from songjiao.servers.stack import Stack

Copied = Callable[[str], Awaitable[Settings]]


def registered(position: int) -> Envelope:
    """A person became known."""
    person_id = uuid7()
    said = PersonRegistered(person_id=person_id, name="林一鸣", school_id=None)
    return Envelope(
        id=uuid7(),
        source="/songjiao/directory",
        type=said.TYPE,
        subject=str(person_id),
        time=business(),
        dataschema=said.dataschema(),
        data=said.model_dump(mode="json"),
        position=position,
        aggregateversion=1,
        correlationid="test",
    )


async def put_into_outbox(database: Database, envelopes: list[Envelope]) -> None:
    """As the service would have, once its relay has given positions."""
    rows = [
        {
            "id": one.id,
            "type": one.type,
            "subject": UUID(one.subject),
            "time": one.time,
            "data": one.data,
            "aggregate_version": one.aggregateversion,
            "correlation_id": one.correlationid,
            "position": one.position,
        }
        for one in envelopes
    ]
    async with database.transaction() as transaction:
        await transaction.execute(outbox.insert(), rows)


async def taken_in(database: Database) -> set[UUID]:
    """What the service's inbox knows."""
    async with database.reading() as connection:
        return {row.event_id for row in await connection.execute(select(inbox.c.event_id))}


async def test_the_outbox_is_read_in_order_over_more_than_a_batch(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "BATCH", 3)
    said = [registered(position) for position in range(1, 8)]
    async with published.opened("directory", await copied("directory")) as database:
        await put_into_outbox(database, said)
        assert [one async for one in published.after(database, 2)] == said[2:]
        of_one = published.after(database, 0, subject=UUID(said[4].subject))
        assert [one async for one in of_one] == [said[4]]


async def test_a_process_takes_in_what_it_missed_and_passes_over_what_it_knows(copied: Copied) -> None:
    told = await copied("approvals")
    said = [registered(position) for position in (1, 2)]
    async with taking_in.process("approvals", told) as take_in:
        await take_in(said[0])
        for one in said:
            await take_in(one)
    assert said[0].type in taking_in.types("approvals")
    async with published.opened("approvals", told) as database:
        assert await taken_in(database) == {one.id for one in said}


async def test_nobody_takes_in_for_a_process_that_listens_to_nobody(stack: Stack) -> None:
    with pytest.raises(taking_in.UnknownProcessError):
        async with taking_in.process("directory", settings()):
            pass


async def test_a_dead_letter_is_taken_in_and_forgotten_and_what_is_no_event_stays(
    copied: Copied, stack: Stack, tmp_path: Path
) -> None:
    envelope = registered(1)
    async with Nats(tmp_path / "nats", processes=stack.keys.bus_processes()).running() as nats:
        told = (await copied("approvals")).model_copy(update={"nats_url": nats.url})
        await streams.provision(told)
        await bury_and_retry(envelope, told)
        async with published.opened("approvals", told) as database:
            assert await taken_in(database) == {envelope.id}


async def bury_and_retry(envelope: Envelope, told: Settings) -> None:
    """Two dead letters; the one that is an event can be taken in by now."""
    async with Bus("approvals", told) as bus:
        jetstream = await bus.joined()
        headers = {"Songjiao-Error": "KeyError"}
        subject = f"dead.approvals.{envelope.type}"
        await jetstream.publish(subject, envelope.model_dump_json().encode(), headers=headers)
        await jetstream.publish(subject, b"not an event", headers=headers)
    lines: list[str] = []
    async with operator(told) as jetstream:
        before = [letter async for letter in every(jetstream)]
        assert not await retry(jetstream, told, None, lines.append)
        after = [letter async for letter in every(jetstream)]
    assert [letter.envelope for letter in before] == [envelope, None]
    assert {letter.error for letter in before} == {"KeyError"}
    assert after == before[1:]
    assert [line.split("\t")[2] for line in lines] == ["taken in", "not an event: it can only be looked at"]
