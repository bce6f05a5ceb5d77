"""Tables every service has beside its own: events it published and took in, answers, what counts once, contents of files, jobs.

Their migrations stand in `chassis/store/migrations`, and a test compares the two.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.store.base import MOMENT, new_metadata

MECHANISM = new_metadata()

# Every event the service ever published, for good: the stream can be lost and is refilled from here.
outbox = Table(
    "outbox",
    MECHANISM,
    Column("seq", BigInteger, Identity(), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("time", MOMENT, nullable=False),
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
    Column("taken_at", MOMENT, nullable=False, server_default=text("clock_timestamp()")),
)

command_answers = Table(
    "command_answers",
    MECHANISM,
    Column("key", Text, primary_key=True),
    Column("asked_hash", Text, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("answered_at", MOMENT, nullable=False, server_default=text("clock_timestamp()")),
)

# What counts once, such as a signed decision: by its id, for good.
spent = Table("spent", MECHANISM, Column("id", Uuid, primary_key=True))

# The bytes of files, once for each SHA-256 (hex), whatever refers to them.
contents = Table(
    "contents",
    MECHANISM,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# Work that is done item by item (`chassis.store.jobs`): what is asked, and by whom.
jobs = Table(
    "jobs",
    MECHANISM,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("started_by", Uuid, nullable=False),
    Column("started_by_name", Text, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("asked", JSONB, nullable=False),
    Column("total", Integer, nullable=False),
    Column("correlation_id", Text, nullable=False),
)

# `tries` counts those that met a fault; `told` is what came of it: a result, or the problem in both languages.
job_items = Table(
    "job_items",
    MECHANISM,
    Column("job_id", Uuid, ForeignKey(jobs.c.id), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("subject", Uuid, nullable=False),
    Column("asked", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="PENDING"),
    Column("told", JSONB(none_as_null=True)),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try_at", MOMENT, nullable=False),
    Column("settled_at", MOMENT),
    CheckConstraint("state IN ('PENDING', 'DONE', 'REFUSED', 'GIVEN_UP')", name="state"),
    Index("job_items_waiting", "next_try_at", "job_id", "ordinal", postgresql_where=text("state = 'PENDING'")),
)
