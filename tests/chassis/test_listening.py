"""What a listener does with what it is given, and without what it needs."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from structlog.testing import capture_logs

from chassis.bus.connection import Bus
from chassis.ids import uuid7
from chassis.settings import Settings
from chassis.store.database import Database, Transaction
from contracts.envelope import Envelope
from contracts.events.activities import AttendanceRecorded
from contracts.events.directory import PersonRegistered, SessionRevoked
from contracts.spans import Span
from tests.chassis.carrying import count, dead, dead_is, listening, put_off, relaying, say, take_in, taken_in
from tests.chassis.conftest import laid
from tests.chassis.waiting import until


async def test_what_is_not_there_is_told_once_and_made_by_nobody_but_the_set_up_step(
    sender: Database, receiver: Database, bare_settings: Settings
) -> None:
    said = await say(sender, 3)
    with capture_logs() as logged:
        async with (
            relaying(sender, bare_settings) as theirs,
            listening(receiver, bare_settings, {SessionRevoked: take_in}) as ours,
        ):
            # Asked at once, and after a second at the latest.
            await asyncio.sleep(2)
            assert theirs.state == "lacks DIRECTORY.directory-refill: songjiao streams"
            assert ours.state == "lacks DIRECTORY.enrollment: songjiao streams"
            await laid(bare_settings)
            await until(lambda: count(receiver, 3), 30)
            assert (theirs.state, ours.state) == ("ok", "ok")
    told = [(one["process"], one["missing"]) for one in logged if one["event"] == "bus.lacks"]
    assert sorted(told) == [("directory", "DIRECTORY.directory-refill"), ("enrollment", "DIRECTORY.enrollment")]
    assert await taken_in(receiver) == said


async def test_a_passing_fault_is_tried_again_and_an_eternal_one_is_buried(
    sender: Database, receiver: Database, bus_settings: Settings
) -> None:
    tries: list[UUID] = []

    async def fault(transaction: Transaction, event: SessionRevoked, envelope: Envelope) -> None:
        tries.append(event.session_id)
        if event.session_id == poisoned:
            await transaction.execute(text("SELECT 1/0"))
        if tries.count(event.session_id) < 3:
            raise ConnectionError
        await take_in(transaction, event, envelope)

    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: fault}) as bus:
        poisoned, passing = await say(sender, 2)
        await until(lambda: count(receiver, 1), 30)
        jetstream = await bus.joined()
        assert (await jetstream.stream_info("DEAD_LETTERS")).state.messages == 1
    assert tries.count(poisoned) == 1
    assert await taken_in(receiver) == [passing]


async def test_a_word_nobody_knows_yet_is_put_off_and_nonsense_is_buried(
    sender: Database, receiver: Database, bus_settings: Settings
) -> None:
    known = False

    async def strict(transaction: Transaction, event: SessionRevoked, envelope: Envelope) -> None:
        if event.session_id == nonsense:
            Span.model_validate({"amount": -1, "unit": "weeks"})
        if event.session_id == newer and not known:
            Span.model_validate({"amount": 1, "unit": "weeks"})
        await take_in(transaction, event, envelope)

    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: strict}) as bus:
        nonsense, newer, plain = await say(sender, 3)
        await until(lambda: count(receiver, 1), 30)
        jetstream = await bus.joined()
        assert (await jetstream.stream_info("DEAD_LETTERS")).state.messages == 1
        known = True
        await until(lambda: count(receiver, 2), 30)
    assert sorted(await taken_in(receiver)) == sorted([plain, newer])


async def test_what_a_newer_version_takes_in_waits_for_it(
    sender: Database, receiver: Database, bus_settings: Settings
) -> None:
    """The set-up step comes first in an upgrade, and the reader is given what this process has never heard of."""
    async with relaying(sender, bus_settings):
        async with listening(receiver, bus_settings, {PersonRegistered: take_in}) as bus:
            said = await say(sender)
            jetstream = await bus.joined()
            await until(lambda: put_off(jetstream))
        async with listening(receiver, bus_settings, {SessionRevoked: take_in}):
            await until(lambda: count(receiver, 1), 30)
    assert await taken_in(receiver) == said
    assert (await dead(bus_settings)) == 0


async def test_an_event_counts_as_what_its_subject_says(
    sender: Database, receiver: Database, bus_settings: Settings
) -> None:
    """Who may speak under a subject the server knows; a type is only what the speaker says of itself."""
    async with (
        Bus("activities", bus_settings) as forger,
        listening(receiver, bus_settings, {AttendanceRecorded: take_in, SessionRevoked: take_in}),
    ):
        event = SessionRevoked(session_id=uuid7(), revoked_at=datetime.now(UTC))
        forged = Envelope(
            id=uuid7(), source="/songjiao/directory", type=event.TYPE, subject=str(event.session_id), time=event.revoked_at,
            dataschema=event.dataschema(), data=event.model_dump(mode="json"), position=1, aggregateversion=1,
            correlationid="test",
        )  # fmt: skip
        jetstream = await forger.joined()
        await jetstream.publish(AttendanceRecorded.TYPE, forged.model_dump_json().encode())
        await until(lambda: dead_is(bus_settings, 1))
    assert await taken_in(receiver) == []


async def test_however_many_are_put_off_the_others_come(
    sender: Database, receiver: Database, bus_settings: Settings
) -> None:
    known: list[UUID] = []

    async def strict(transaction: Transaction, event: SessionRevoked, envelope: Envelope) -> None:
        if event.session_id not in known:
            raise ConnectionError
        await take_in(transaction, event, envelope)

    async with relaying(sender, bus_settings), listening(receiver, bus_settings, {SessionRevoked: strict}):
        # More than a consumer may have unanswered unless it is told otherwise.
        await say(sender, 1100)
        known += await say(sender, 1)
        await until(lambda: count(receiver, 1), 90)
    assert await taken_in(receiver) == known
