"""Who people are at a provider they sign in with (OIDC)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "external_identities",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_external_identities"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_external_identities_person_id"),
    )
    op.create_index("uq_external_identities_person", "external_identities", ["issuer", "person_id"], unique=True)
    op.create_table(
        "used_nonces",
        sa.Column("nonce_hash", sa.Text(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name="pk_used_nonces"),
    )
    op.create_index("ix_used_nonces_used_at", "used_nonces", ["used_at"])
