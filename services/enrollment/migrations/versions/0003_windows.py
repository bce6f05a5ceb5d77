"""Studio windows: text, pictures, members' consent."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# ruff: noqa: E501 - one constraint a line

TABLES = """
"""


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
