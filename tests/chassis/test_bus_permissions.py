"""Without the right key nothing on the bus can be sent, answered or read."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from nats.aio.msg import Msg
from nats.errors import Error, NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError

from chassis.bus.connection import Bus
from chassis.settings import settings
from songjiao.servers.nats import Nats
from songjiao.servers.stack import Stack
from tests.breaker import breaking, stranger, unknown_seed


def key_of(stack: Stack, process: str) -> str:
    return (stack.keys.directory / f"{process}.nk").read_text()


async def test_an_unknown_key_is_not_let_in(nats: Nats) -> None:
    with pytest.raises((Error, OSError)):
        async with stranger(nats.url, unknown_seed()):
            pass


async def test_a_process_whose_key_is_missing_ends_at_once(tmp_path: Path) -> None:
    told = settings().model_copy(update={"nats_keys_dir": tmp_path})
    with pytest.raises(FileNotFoundError, match=r"operator\.nk"):
        async with Bus("operator", told):
            pass


async def test_no_key_is_not_let_in(nats: Nats) -> None:
    with pytest.raises((Error, OSError)):
        async with stranger(nats.url, None):
            pass


@pytest.mark.parametrize(
    ("process", "subject"),
    [
        ("enrollment", "cmd.approvals.open_task"),
        ("portal", "cmd.enrollment.admit"),
        ("approvals", "enrollment.case.news"),
        ("workflows", "approvals.decision.recorded"),
        ("enrollment", "$JS.API.STREAM.DELETE.ENROLLMENT"),
        ("workflows", "$JS.API.STREAM.PURGE.APPROVALS"),
        ("enrollment", "$JS.API.CONSUMER.DELETE.ENROLLMENT.approvals"),
    ],
)
async def test_nobody_says_what_is_not_theirs(stack: Stack, nats: Nats, process: str, subject: str) -> None:
    async with breaking(nats.url) as jetstream:
        heard: list[str] = []
        await jetstream._nc.subscribe(subject, cb=noting(heard))
        await jetstream._nc.flush()
        async with stranger(nats.url, key_of(stack, process)) as client:
            await client.publish(subject, b"{}")
            await client.flush()
            await asyncio.sleep(0.1)
    assert heard == []


def noting(heard: list[str]) -> Callable[[Msg], Awaitable[None]]:
    async def note(message: Msg) -> None:
        heard.append(message.subject)

    return note


@pytest.mark.parametrize(
    ("process", "subject"),
    [
        ("approvals", "cmd.enrollment.>"),
        ("portal", "cmd.>"),
        ("directory", "enrollment.>"),
        ("workflows", "_INBOX_approvals.>"),
        ("enrollment", ">"),
    ],
)
async def test_nobody_hears_what_is_not_theirs(stack: Stack, nats: Nats, process: str, subject: str) -> None:
    heard: list[str] = []
    async with stranger(nats.url, key_of(stack, process)) as client, breaking(nats.url) as jetstream:
        await client.subscribe(subject, cb=noting(heard))
        await client.flush()
        said = subject.replace("*", "x").replace(">", "x.y")
        await jetstream._nc.publish(said, b"secret")
        await jetstream._nc.flush()
        await asyncio.sleep(0.1)
    assert heard == []


async def test_nobody_answers_for_another_service(stack: Stack, nats: Nats) -> None:
    async with (
        stranger(nats.url, key_of(stack, "enrollment")) as impostor,
        stranger(nats.url, key_of(stack, "workflows")) as asker,
    ):

        async def answer(message: Msg) -> None:
            await message.respond(b"{}")

        await impostor.subscribe("cmd.approvals.open_task", cb=answer)
        await impostor.flush()
        with pytest.raises((NoRespondersError, NatsTimeoutError)):
            await asker.request("cmd.approvals.open_task", b"{}", timeout=0.5)
