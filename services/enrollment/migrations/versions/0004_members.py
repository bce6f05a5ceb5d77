"""What becomes of members: plans, leaving, transfer, completion, alerts."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# ruff: noqa: E501 - one constraint a line

TABLES = """
ALTER TABLE memberships ADD COLUMN version INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE memberships ADD COLUMN ended_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE memberships ADD COLUMN ended_reason TEXT;
ALTER TABLE memberships ADD COLUMN ended_by UUID;
ALTER TABLE memberships ADD COLUMN transferred_to UUID;
ALTER TABLE memberships ADD COLUMN state_since TIMESTAMP WITH TIME ZONE GENERATED ALWAYS AS (COALESCE(ended_at, admitted_at)) STORED;
ALTER TABLE memberships ADD CONSTRAINT ck_memberships_ended CHECK ((state = 'ACTIVE') = (ended_at IS NULL));
ALTER TABLE memberships ADD CONSTRAINT ck_memberships_transferred CHECK (transferred_to IS NULL OR state = 'LEFT');
ALTER TABLE memberships ADD CONSTRAINT fk_memberships_transferred_to FOREIGN KEY(transferred_to) REFERENCES memberships (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE memberships DROP CONSTRAINT uq_memberships_application_id;
CREATE UNIQUE INDEX one_membership_of_application ON memberships (application_id) WHERE transferred_to IS NULL;
CREATE INDEX ix_memberships_trainee_id_admitted_at ON memberships (trainee_id, admitted_at);
CREATE UNIQUE INDEX uq_memberships_transferred_to ON memberships (transferred_to);

CREATE TABLE development_plans (
    id UUID NOT NULL,
    membership_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    years INTEGER NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    decided_by UUID,
    opinion TEXT,
    CONSTRAINT pk_development_plans PRIMARY KEY (id),
    CONSTRAINT uq_development_plans_membership_id_revision UNIQUE (membership_id, revision),
    CONSTRAINT ck_development_plans_state CHECK (state IN ('SUBMITTED', 'CONFIRMED', 'RETURNED', 'SUPERSEDED')),
    CONSTRAINT ck_development_plans_years CHECK (years BETWEEN 2 AND 3),
    CONSTRAINT ck_development_plans_decided CHECK ((state IN ('CONFIRMED', 'RETURNED')) = (decided_at IS NOT NULL)),
    CONSTRAINT fk_development_plans_membership_id FOREIGN KEY(membership_id) REFERENCES memberships (id),
    CONSTRAINT fk_development_plans_sha256 FOREIGN KEY(sha256) REFERENCES file_contents (sha256)
);
CREATE UNIQUE INDEX one_undecided_plan ON development_plans (membership_id) WHERE state = 'SUBMITTED';

CREATE TABLE member_alerts (
    id UUID NOT NULL,
    studio_id UUID NOT NULL,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    members INTEGER NOT NULL,
    minimum INTEGER NOT NULL,
    resolved_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_member_alerts PRIMARY KEY (id),
    CONSTRAINT fk_member_alerts_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);
CREATE UNIQUE INDEX one_open_alert ON member_alerts (studio_id) WHERE resolved_at IS NULL;
"""


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
