"""Commands over the real bus: the same key gets the same answer, whatever dies in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from chassis.bus.connection import Bus, CommandFailedError, CommandUnavailableError
from chassis.bus.responders import Answering, Responder
from chassis.ids import uuid7
from chassis.settings import Settings
from chassis.store.database import Database, Transaction
from contracts.commands.command import Answer, Refusal
from contracts.commands.enrollment import CLOSE_ROUND, CloseRound, RoundEnded
from songjiao.servers.nats import Nats
from tests.breaker import breaking
from tests.chassis.conftest import Opened

Ask = Any


@asynccontextmanager
async def asking(opened: Opened, settings: Settings, responder: Responder) -> AsyncIterator[Ask]:
    database: Database = await opened("enrollment")
    async with Bus("enrollment", settings) as theirs, Bus("workflows", settings) as ours:
        task = asyncio.create_task(Answering(database, theirs, {CLOSE_ROUND: responder}).run())
        await ours.joined()
        await theirs.joined()
        await asyncio.sleep(0.1)

        async def ask(key: str, asked: CloseRound) -> Answer[RoundEnded]:
            return await ours.ask(CLOSE_ROUND, key, asked, "test", timeout=2)

        yield ask
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def a_closing() -> CloseRound:
    return CloseRound(round_id=uuid7())


async def test_a_repeated_key_gets_the_first_answer(opened: Opened, bus_settings: Settings) -> None:
    calls: list[CloseRound] = []

    async def close(transaction: Transaction, asked: CloseRound) -> RoundEnded:
        calls.append(asked)
        return RoundEnded(closed_at=datetime.now(UTC))

    async with asking(opened, bus_settings, close) as ask:
        asked = a_closing()
        first, *others = await asyncio.gather(*(ask("one", asked) for _ in range(8)))
        again = await ask("one", asked)
    assert first.given is not None
    assert {first.given, again.given, *(other.given for other in others)} == {first.given}


async def test_a_key_with_another_payload_is_an_error(opened: Opened, bus_settings: Settings) -> None:
    async def close(transaction: Transaction, asked: CloseRound) -> Refusal:
        return Refusal(code="ended")

    async with asking(opened, bus_settings, close) as ask:
        assert (await ask("one", a_closing())).refusal == Refusal(code="ended")
        with pytest.raises(CommandFailedError, match="key_reused"):
            await ask("one", a_closing())


async def test_not_yet_is_asked_anew(opened: Opened, bus_settings: Settings) -> None:
    answers: list[Refusal | RoundEnded] = [Refusal(code="not_yet", retry_in=3), RoundEnded(closed_at=datetime.now(UTC))]

    async def close(transaction: Transaction, asked: CloseRound) -> Refusal | RoundEnded:
        return answers.pop(0)

    async with asking(opened, bus_settings, close) as ask:
        asked = a_closing()
        assert (await ask("one", asked)).refusal is not None
        assert (await ask("one", asked)).given is not None


async def test_an_unexpected_error_says_nothing_of_what_was_asked(opened: Opened, bus_settings: Settings) -> None:
    async def close(transaction: Transaction, asked: CloseRound) -> RoundEnded:
        raise ValueError("林一鸣 13800000000")

    async with asking(opened, bus_settings, close) as ask:
        with pytest.raises(CommandUnavailableError) as failure:
            await ask("one", a_closing())
    assert "林" not in str(failure.value)


async def test_a_database_that_is_away_is_asked_again(opened: Opened, bus_settings: Settings) -> None:
    async def close(transaction: Transaction, asked: CloseRound) -> RoundEnded:
        raise OperationalError("", {}, Exception())

    async with asking(opened, bus_settings, close) as ask:
        with pytest.raises(CommandUnavailableError):
            await ask("one", a_closing())


async def test_nobody_there_is_told_as_unavailable(bus_settings: Settings) -> None:
    async with Bus("workflows", bus_settings) as ours:
        await ours.joined()
        with pytest.raises(CommandUnavailableError):
            await ours.ask(CLOSE_ROUND, "one", a_closing(), "test", timeout=2)


@pytest.mark.parametrize("reply", ["", "_INBOX_enrollment.x", "$JS.ACK.DEAD_LETTERS.x.1.1.1.1.0"])
async def test_what_nobody_asked_changes_nothing(
    opened: Opened, bus_settings: Settings, nats: Nats, reply: str
) -> None:
    """So comes what the server was made to send: a stream's copy, a reader's delivery, an answer to something else."""
    calls: list[CloseRound] = []

    async def close(transaction: Transaction, asked: CloseRound) -> RoundEnded:
        calls.append(asked)
        return RoundEnded(closed_at=datetime.now(UTC))

    async with asking(opened, bus_settings, close) as ask, breaking(nats.url) as jetstream:
        request = CLOSE_ROUND.request(key="forged", correlation_id="test", asked=a_closing())
        await jetstream._nc.publish(CLOSE_ROUND.subject, request.model_dump_json().encode(), reply=reply)
        await jetstream._nc.flush()
        asked = a_closing()
        await ask("one", asked)
    assert calls == [asked]
