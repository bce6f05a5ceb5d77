"""Tables every service has beside its own: the events it published, took in, and the commands it answered."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

MECHANISM = MetaData()

# Every event the service ever published, for good: the stream can be lost and is refilled from here.
outbox = Table(
    "outbox",
    MECHANISM,
    Column("seq", BigInteger, Identity(), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("time", DateTime(timezone=True), nullable=False),
    Column("data", JSONB, nullable=False),
    Column("aggregate_version", Integer, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("traceparent", Text),
    # Given by the relay, not by the writer: a late commit can so never fall behind a reader's cursor.
    Column("position", BigInteger, unique=True),
    Index("outbox_waiting", "seq", postgresql_where=text("position IS NULL")),
    Index("outbox_by_subject", "subject", "aggregate_version"),
)

# One row: how far the outbox has been put on the stream.
outbox_progress = Table(
    "outbox_progress",
    MECHANISM,
    Column("only", Integer, primary_key=True, server_default="1"),
    Column("published", BigInteger, nullable=False, server_default="0"),
)

inbox = Table(
    "inbox",
    MECHANISM,
    Column("event_id", Uuid, primary_key=True),
    Column("taken_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
)

command_answers = Table(
    "command_answers",
    MECHANISM,
    Column("key", Text, primary_key=True),
    Column("asked_hash", Text, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("answered_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
)

# Wakes the relay in the moment of the commit; one notification a statement, however many rows.
NOTIFY_ON_OUTBOX = (
    "CREATE FUNCTION wake_relay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM pg_notify('outbox', ''); RETURN NULL; END $$",
    "CREATE TRIGGER wake_relay AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake_relay()",
    "INSERT INTO outbox_progress DEFAULT VALUES",
)
