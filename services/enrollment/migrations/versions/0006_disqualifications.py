"""Truancy counted, and the process that may follow."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# ruff: noqa: E501 - one constraint a line

TABLES = """
CREATE TABLE attendances (
    id UUID NOT NULL,
    membership_id UUID NOT NULL,
    activity_id UUID NOT NULL,
    attendance TEXT NOT NULL,
    held_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_attendances PRIMARY KEY (id)
);
CREATE INDEX ix_attendances_truant ON attendances (membership_id) WHERE attendance = 'TRUANT';

CREATE TABLE disqualifications (
    id UUID NOT NULL,
    case_no TEXT NOT NULL,
    membership_id UUID NOT NULL,
    studio_id UUID NOT NULL,
    trainee_id UUID NOT NULL,
    trainee_name TEXT NOT NULL,
    school_id UUID NOT NULL,
    host_id UUID NOT NULL,
    county TEXT NOT NULL,
    state TEXT NOT NULL,
    state_since TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    truancies INTEGER NOT NULL,
    statement TEXT,
    appeal TEXT,
    appeal_closed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    plan JSONB NOT NULL,
    CONSTRAINT pk_disqualifications PRIMARY KEY (id),
    CONSTRAINT fk_disqualifications_membership_id FOREIGN KEY(membership_id) REFERENCES memberships (id),
    CONSTRAINT ck_disqualifications_state CHECK (state IN ('FLAGGED', 'HOST_CONFIRMED', 'STATEMENT', 'COUNTY_OPINION', 'DISQUALIFIED', 'DISMISSED', 'APPEAL', 'UPHELD', 'OVERTURNED', 'CORRECTED'))
);
CREATE UNIQUE INDEX uq_disqualifications_case_no ON disqualifications (case_no);
CREATE INDEX ix_disqualifications_membership_id ON disqualifications (membership_id);
CREATE INDEX ix_disqualifications_trainee_id ON disqualifications (trainee_id);
CREATE UNIQUE INDEX one_running_disqualification ON disqualifications (membership_id) WHERE state IN ('FLAGGED', 'HOST_CONFIRMED', 'STATEMENT', 'COUNTY_OPINION', 'APPEAL') OR (state = 'DISQUALIFIED' AND appeal_closed_at IS NULL)
"""


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
