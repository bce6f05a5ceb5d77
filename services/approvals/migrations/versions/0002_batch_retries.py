"""Tasks of a batch that met a fault are tried again, later and later; those whose turn came first are taken first."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE batch_items ADD COLUMN tries integer NOT NULL DEFAULT 0, ADD COLUMN next_try_at timestamptz",
    "UPDATE batch_items SET next_try_at = started_at FROM batches WHERE batches.batch_id = batch_items.batch_id",
    "ALTER TABLE batch_items ALTER COLUMN next_try_at SET NOT NULL",
    "DROP INDEX batch_items_pending",
    "CREATE INDEX batch_items_pending ON batch_items (next_try_at, batch_id, ordinal) WHERE state = 'PENDING'",
)


def upgrade() -> None:
    """Add when each is tried next, and how often it was."""
    for statement in STATEMENTS:
        op.execute(statement)
