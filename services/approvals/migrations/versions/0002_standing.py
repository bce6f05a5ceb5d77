"""What waits longest and what was decided lately, each along an index; that an overtaken decision was seen."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "CREATE INDEX tasks_oldest ON tasks (opened_at, task_id) WHERE state = 'OPEN'",
    "CREATE INDEX tasks_decided ON tasks (decided_at) WHERE decided_at IS NOT NULL",
    "ALTER TABLE tasks ADD COLUMN overtaken_seen_at timestamptz",
)


def upgrade() -> None:
    """Add them."""
    for statement in STATEMENTS:
        op.execute(statement)
