"""Quotas of rounds, and what schools recommend beforehand."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# ruff: noqa: E501 - one constraint a line

TABLES = """
"""


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
