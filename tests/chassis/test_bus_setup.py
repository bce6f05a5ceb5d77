"""Streams and readers are made, changed and taken away by the set-up step alone, tried with each process's real key."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import product

import pytest
from nats import NATS
from nats.errors import Error as NatsError
from nats.js.api import ConsumerConfig, RePublish, StorageType, StreamConfig, StreamSource

from chassis.bus.layout import Laid, differences
from chassis.settings import Settings
from contracts import topology
from contracts.topology import DEAD_LETTERS, ENDED_SESSIONS, INSTALLER, Process
from songjiao import streams
from songjiao.servers.nats import Nats
from songjiao.servers.stack import Stack
from tests.breaker import breaking, stranger
from tests.chassis.waiting import until

# All that JetStream can be asked of a stream, of one of its readers, and of itself (`server/jetstream_api.go`).
OF_STREAMS = (
    "STREAM.CREATE", "STREAM.UPDATE", "STREAM.DELETE", "STREAM.PURGE", "STREAM.RESTORE", "STREAM.SNAPSHOT", "STREAM.INFO",
    "STREAM.MSG.GET", "STREAM.MSG.DELETE", "STREAM.PEER.REMOVE", "STREAM.LEADER.STEPDOWN", "DIRECT.GET",
    "CONSUMER.CREATE", "CONSUMER.LIST", "CONSUMER.NAMES",
)  # fmt: skip
OF_READERS = (
    "CONSUMER.CREATE", "CONSUMER.DURABLE.CREATE", "CONSUMER.DELETE", "CONSUMER.INFO", "CONSUMER.MSG.NEXT", "CONSUMER.PAUSE",
    "CONSUMER.RESET", "CONSUMER.UNPIN", "CONSUMER.LEADER.STEPDOWN",
)  # fmt: skip
OF_ALL = ("INFO", "STREAM.LIST", "STREAM.NAMES", "ACCOUNT.PURGE.$G", "SERVER.REMOVE", "META.LEADER.STEPDOWN")
STREAMS = topology.streams()
PROCESSES = {process.name: process for process in topology.processes()}
READERS = tuple(sorted({str(reader.name) for laid in streams.table() for reader in laid.readers}))
# What one of them may write.
WRITTEN = "enrollment.case.news"

# What each may ask beside INFO, and nothing else: written out, so that whoever changes the table sees it here.
EXPECTED = {
    "directory": {"CONSUMER.MSG.NEXT.DIRECTORY.directory-refill", "CONSUMER.RESET.DIRECTORY.directory-refill"},
    "approvals": {
        "CONSUMER.MSG.NEXT.APPROVALS.approvals-refill", "CONSUMER.RESET.APPROVALS.approvals-refill",
        "CONSUMER.MSG.NEXT.DIRECTORY.approvals", "CONSUMER.MSG.NEXT.ENROLLMENT.approvals",
    },
    "enrollment": {
        "CONSUMER.MSG.NEXT.ENROLLMENT.enrollment-refill", "CONSUMER.RESET.ENROLLMENT.enrollment-refill",
        "CONSUMER.MSG.NEXT.DIRECTORY.enrollment", "CONSUMER.MSG.NEXT.ACTIVITIES.enrollment",
    },
    "activities": {"CONSUMER.MSG.NEXT.ACTIVITIES.activities-refill", "CONSUMER.RESET.ACTIVITIES.activities-refill"},
    "workflows": {"CONSUMER.MSG.NEXT.APPROVALS.workflows", "CONSUMER.MSG.NEXT.ENROLLMENT.workflows"},
    "portal": set(),
    "operator": {
        *(f"STREAM.MSG.GET.{topology.stream(service)}" for service in topology.services()),
        f"STREAM.MSG.GET.{DEAD_LETTERS}", f"STREAM.MSG.DELETE.{DEAD_LETTERS}",
    },
    INSTALLER: {
        *(f"STREAM.{verb}.{name}" for verb, name in product(("CREATE", "UPDATE"), STREAMS)),
        *(f"CONSUMER.LIST.{name}" for name in STREAMS),
        *(f"CONSUMER.{verb}.{name}.{reader}" for verb, name, reader in product(("CREATE", "DELETE"), STREAMS, READERS)),
    },
}  # fmt: skip


@pytest.fixture
async def provisioned(bare_settings: Settings) -> Settings:
    """Settings that lead to a bus as every installation has it."""
    await streams.provision(bare_settings)
    return bare_settings


@asynccontextmanager
async def joined(stack: Stack, nats: Nats, process: str) -> AsyncIterator[NATS]:
    async with stranger(nats.url, (stack.keys.directory / f"{process}.nk").read_text()) as client:
        yield client


def requests() -> list[str]:
    """Everything that could be asked of what there is; also with a filter, in the form that names it in the subject."""
    filters = ("", f".{topology.SESSION_ENDED}", ".>")
    return [
        *(f"{verb}.{name}" for verb, name in product(OF_STREAMS, STREAMS)),
        *(f"DIRECT.GET.{name}.{WRITTEN}" for name in STREAMS),
        *(f"{verb}.{name}.{reader}" for verb, name, reader in product(OF_READERS, STREAMS, READERS)),
        *(f"CONSUMER.CREATE.{name}.{reader}{end}" for name, reader, end in product(STREAMS, READERS, filters[1:])),
        *(f"CONSUMER.CREATE.{name}.mine{end}" for name, end in product(STREAMS, filters) if end),
        *OF_ALL,
    ]


@pytest.mark.parametrize("process", PROCESSES)
async def test_whatever_jetstream_can_be_asked_is_refused_but_for_the_table(
    stack: Stack, nats: Nats, process: str
) -> None:
    """There are no streams yet, so nothing happens: heard is what the server let through."""
    asked, heard = requests(), set[str]()
    async with breaking(nats.url) as jetstream, joined(stack, nats, process) as client:

        async def note(message: object) -> None:
            heard.add(str(getattr(message, "subject", "")).removeprefix("$JS.API."))

        await jetstream._nc.subscribe("$JS.API.>", cb=note)
        await jetstream._nc.flush()
        for subject in asked:
            await client.publish(f"$JS.API.{subject}", b"{}")
        await client.flush()
        # What is said last is heard last.
        await jetstream._nc.publish("$JS.API.END")
        await until(lambda: ended(heard))
    told = {one for one in heard if not one.startswith(("STREAM.INFO.", "CONSUMER.INFO."))} - {"END"}
    followed = {f"STREAM.MSG.GET.{ENDED_SESSIONS}"} if PROCESSES[process].publishes_events else set()
    assert told == EXPECTED[process] | followed


async def ended(heard: set[str]) -> bool:
    return "END" in heard


def test_every_process_is_in_the_table() -> None:
    assert set(EXPECTED) == set(PROCESSES)


@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
def test_who_may_answer_hears_nothing_that_they_may_say(process: Process) -> None:
    """They could ask themselves, name any place for the answer, and then speak there."""
    if process.allow_responses:
        for said, heard in product(process.publish, process.subscribe):
            assert said.split(".")[0] != heard.split(".")[0], f"{said} is heard as {heard}"


async def request(client: NATS, subject: str, body: dict[str, object]) -> str:
    """The answer, or why there is none."""
    try:
        return (await client.request(f"$JS.API.{subject}", json.dumps(body).encode(), timeout=1)).data.decode()
    except NatsError as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("process", "changed"),
    [
        ("portal", {"name": DEAD_LETTERS, "subjects": ["dead.>"], "republish": {"src": "dead.>", "dest": "cmd.enrollment.>"}}),
        ("portal", {"name": DEAD_LETTERS, "subjects": ["dead.>"], "sources": [{"name": "DIRECTORY"}]}),
        ("portal", {"name": DEAD_LETTERS, "subjects": ["dead.>", "cmd.>"]}),
        ("enrollment", {"name": "ENROLLMENT", "subjects": ["enrollment.>"], "max_msgs": 1}),
    ],
    ids=["republish", "sources", "subjects", "cut"],
)  # fmt: skip
async def test_no_process_changes_a_stream(
    stack: Stack, nats: Nats, provisioned: Settings, process: str, changed: dict[str, object]
) -> None:
    before = await configurations(nats)
    async with joined(stack, nats, process) as client:
        for verb in ("UPDATE", "CREATE"):
            assert await request(client, f"STREAM.{verb}.{changed['name']}", changed) == "TimeoutError"
    assert await configurations(nats) == before


@pytest.mark.parametrize("verb", ["CONSUMER.CREATE", "CONSUMER.DURABLE.CREATE"])
@pytest.mark.parametrize("end", ["", ".directory.session.revoked"])
async def test_nobody_narrows_what_another_process_is_given(
    stack: Stack, nats: Nats, provisioned: Settings, verb: str, end: str
) -> None:
    before = await configurations(nats)
    reader = {"name": "approvals", "durable_name": "approvals", "ack_policy": "explicit"}
    narrowed = {"stream_name": "DIRECTORY", "config": reader | {"filter_subject": "directory.session.revoked"}}
    for process in set(PROCESSES) - {INSTALLER}:
        async with joined(stack, nats, process) as client:
            assert await request(client, f"{verb}.DIRECTORY.approvals{end}", narrowed) == "TimeoutError", process
    assert await configurations(nats) == before


async def test_the_server_is_not_made_to_say_what_one_may_not(stack: Stack, nats: Nats, provisioned: Settings) -> None:
    """Whoever may have their own messages sent anywhere, body and all, says whatever they like in anybody's name."""
    heard: list[bytes] = []
    async with breaking(nats.url) as jetstream, joined(stack, nats, "enrollment") as client:

        async def note(message: object) -> None:
            heard.append(getattr(message, "data", b""))

        for subject in ("cmd.>", "directory.>"):
            await jetstream._nc.subscribe(subject, cb=note)
        await jetstream._nc.flush()
        await client.publish(WRITTEN, b"forged")
        await client.flush()
        for place, way in product(("cmd.approvals.open_task", "directory.session.revoked"), requests()):
            # With the subject in its name it takes no body.
            ask = b"" if way.endswith(f".{WRITTEN}") else b'{"seq":1,"batch":1,"no_wait":true}'
            await client.publish(f"$JS.API.{way}", ask, reply=place)
        await client.flush()
        await asyncio.sleep(0.3)
    assert not [data for data in heard if data.startswith(b"forged")]


async def test_an_older_form_is_brought_up_to_date(nats: Nats, bare_settings: Settings) -> None:
    stolen = ConsumerConfig(name="copy", durable_name="copy", deliver_subject="stolen", ack_policy="none")  # type: ignore[arg-type]
    old = ConsumerConfig(name="approvals", durable_name="approvals", deliver_policy="new", ack_policy="all")  # type: ignore[arg-type]
    pushed = ConsumerConfig(name="enrollment", durable_name="enrollment", deliver_subject="stolen.too")
    async with breaking(nats.url) as jetstream:
        await jetstream.add_stream(StreamConfig(name="DIRECTORY", subjects=["directory.>"], max_msgs=1))
        republish, sources = RePublish(src="dead.>", dest="cmd.enrollment.>"), [StreamSource(name="DIRECTORY")]
        await jetstream.add_stream(
            StreamConfig(name=DEAD_LETTERS, subjects=["dead.>"], republish=republish, sources=sources)
        )
        for reader in (stolen, old, pushed):
            await jetstream.add_consumer("DIRECTORY", reader)
        found = [one for laid in streams.table() for one in await differences(jetstream, laid)]
        assert {"DIRECTORY", "DIRECTORY.approvals", DEAD_LETTERS, "ENROLLMENT"} <= set(found)
        await streams.provision(bare_settings)
        assert [one for laid in streams.table() for one in await differences(jetstream, laid)] == []
        kept = {one.name for one in await jetstream.consumers_info("DIRECTORY")}
    assert kept == {"directory-refill", "approvals", "enrollment"}


async def test_a_stream_that_cannot_become_ours_is_told_with_what_to_do(nats: Nats, bare_settings: Settings) -> None:
    async with breaking(nats.url) as jetstream:
        await jetstream.add_stream(StreamConfig(name="APPROVALS", subjects=["approvals.>"], storage=StorageType.MEMORY))
        with pytest.raises(streams.StreamRefusedError, match=r"APPROVALS .* outbox"):
            await streams.provision(bare_settings)


async def test_laid_again_nothing_changes_and_nothing_is_read_twice(nats: Nats, provisioned: Settings) -> None:
    before = await configurations(nats)
    await streams.provision(provisioned)
    after = await configurations(nats)
    assert after == before


async def configurations(nats: Nats) -> dict[str, tuple[object, ...]]:
    """Of every stream and reader: its form, and when it was made."""
    found: dict[str, tuple[object, ...]] = {}
    async with breaking(nats.url) as jetstream:
        for info in await jetstream.streams_info():
            name = str(info.config.name)
            found[name] = (info.config, info.created)
            for reader in await jetstream.consumers_info(name):
                found[f"{name}.{reader.name}"] = (reader.config, reader.created)
    return found


def test_the_table_has_every_stream_and_gives_each_listener_something() -> None:
    laid: dict[str, Laid] = {str(one.stream.name): one for one in streams.table()}
    assert set(laid) == set(STREAMS)
    for process in PROCESSES.values():
        for service in process.listens_to:
            [reader] = [one for one in laid[topology.stream(service)].readers if one.name == process.name]
            assert reader.filter_subjects, f"{process.name} listens to {service} and takes in nothing"
