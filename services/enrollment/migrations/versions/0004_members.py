"""What becomes of members: plans, leaving, transfer, completion, alerts."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# ruff: noqa: E501 - one constraint a line

TABLES = """
"""


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
