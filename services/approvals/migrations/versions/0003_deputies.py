"""Deputies are found by whom they stand in for."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the index."""
    op.execute("CREATE INDEX proxies_principal ON proxies (principal_id)")
