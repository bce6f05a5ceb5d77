"""Streams and durable readers: what they are like, made and brought up to date by the set-up step alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, RePublish, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from contracts.topology import DEAD_LETTERS, ENDED, ENDED_SESSIONS, SESSION_ENDED, refill, stream

# What a killed process had in hand comes again after this; handling takes milliseconds.
ACKNOWLEDGED_WITHIN_SECONDS = 12.0
# Twice as long as an access token lives.
ENDED_SESSIONS_KEPT_SECONDS = 600.0
REPEATS_KNOWN_FOR_SECONDS = 120.0


# What the server says of a reader that cannot become the one that is asked for.
NOT_TO_BE_UPDATED = 10012
# Where a configuration makes the server speak, copy, or leave something out.
REACHES_BEYOND = (
    "republish", "sources", "mirror", "subject_transform", "allow_direct", "allow_rollup_hdrs", "allow_msg_schedules",
    "deliver_subject", "filter_subject", "pause_until",
)  # fmt: skip


@dataclass(frozen=True)
class Laid:
    """A stream with all its readers, which has no others."""

    stream: StreamConfig
    readers: Sequence[ConsumerConfig] = ()


def events(service: str, takes: Mapping[str, Iterable[str]]) -> Laid:
    """A service's stream; `takes` says which types of its events each process takes in."""
    ended = SESSION_ENDED.partition(".")[0] == service
    return Laid(
        _stream(
            stream(service),
            f"{service}.>",
            # Sessions that ended are also told where everybody may look, and see nothing but these.
            republish=RePublish(src=SESSION_ENDED, dest=f"{ENDED}.{SESSION_ENDED}") if ended else None,
        ),
        [_positions(service), *(_reader(process, types) for process, types in takes.items() if types)],
    )


def dead_letters() -> Laid:
    """The stream of events nobody could take in."""
    return Laid(_stream(DEAD_LETTERS, "dead.>"))


def ended_sessions() -> Laid:
    """Sessions that ended lately."""
    return Laid(_stream(ENDED_SESSIONS, f"{ENDED}.>", max_age=ENDED_SESSIONS_KEPT_SECONDS))


async def lay(jetstream: JetStreamContext, wanted: Laid) -> None:
    """Make it, or bring what is there into this form, whatever it was.

    Raises nats.js.errors.APIError where the server cannot: a stream does not become another kind of stream.
    """
    name = str(wanted.stream.name)
    try:
        await jetstream.stream_info(name)
    except NotFoundError:
        await jetstream.add_stream(wanted.stream)
    else:
        await jetstream.update_stream(wanted.stream)
    ours = {str(reader.name): reader for reader in wanted.readers}
    for found in await jetstream.consumers_info(name):
        # Left by an older version, or by somebody who wished to have a copy.
        if found.name not in ours:
            await jetstream.delete_consumer(name, found.name)
    for reader in ours.values():
        await _lay_reader(jetstream, name, reader)


async def _lay_reader(jetstream: JetStreamContext, name: str, reader: ConsumerConfig) -> None:
    try:
        await jetstream.add_consumer(name, reader)
    except APIError as error:
        if error.err_code != NOT_TO_BE_UPDATED:
            raise
        # It is of a kind that does not become ours. What it reads again from the beginning is passed over by its process.
        await jetstream.delete_consumer(name, str(reader.name))
        await jetstream.add_consumer(name, reader)


async def differences(jetstream: JetStreamContext, wanted: Laid) -> list[str]:
    """What of it is missing, or has another form: the stream's name, or `STREAM.reader`."""
    name = str(wanted.stream.name)
    try:
        found = (await jetstream.stream_info(name)).config
    except NotFoundError:
        return [name]
    differing = [] if _same(found, wanted.stream) else [name]
    for reader in wanted.readers:
        try:
            same = _same((await jetstream.consumer_info(name, str(reader.name))).config, reader)
        except NotFoundError:
            same = False
        if not same:
            differing.append(f"{name}.{reader.name}")
    return differing


def _same(found: StreamConfig | ConsumerConfig, wanted: StreamConfig | ConsumerConfig) -> bool:
    """Whether all that we say is so, and nothing is done with what passes that we do not say."""
    there, said = found.as_dict(), wanted.as_dict()
    return all(there.get(field) == value for field, value in said.items()) and not any(
        there.get(field) for field in REACHES_BEYOND if not said.get(field)
    )


def _stream(name: str, subjects: str, *, max_age: float = 0.0, republish: RePublish | None = None) -> StreamConfig:
    return StreamConfig(
        name=name,
        subjects=[subjects],
        retention=RetentionPolicy.LIMITS,
        max_msgs=-1,
        max_bytes=-1,
        storage=StorageType.FILE,
        max_age=max_age,
        duplicate_window=REPEATS_KNOWN_FOR_SECONDS,
        republish=republish,
    )


def _reader(process: str, types: Iterable[str]) -> ConsumerConfig:
    return ConsumerConfig(
        name=process,
        durable_name=process,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACKNOWLEDGED_WITHIN_SECONDS,
        max_deliver=-1,
        # What is put off waits for its answer too: a thousand events of a kind not known yet must not hold up all others.
        max_ack_pending=-1,
        filter_subjects=sorted(types),
    )


def _positions(service: str) -> ConsumerConfig:
    # Without bodies: what a service wrote is never handed out by the server in its name.
    return ConsumerConfig(
        name=refill(service),
        durable_name=refill(service),
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.NONE,
        headers_only=True,
    )
