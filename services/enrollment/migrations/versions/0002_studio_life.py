"""How a studio comes to be: nominations, dossiers, funds, hosts."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# ruff: noqa: E501 - one constraint a line

TABLES = """
ALTER TABLE studios
    ADD COLUMN state TEXT NOT NULL DEFAULT 'RECRUITING',
    ADD COLUMN state_since TIMESTAMP WITH TIME ZONE,
    ADD COLUMN case_no TEXT,
    ADD COLUMN nominated_by UUID,
    ADD COLUMN nominated_by_name TEXT,
    ADD COLUMN host_school_id UUID,
    ADD COLUMN host_term INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN proposed_school_id UUID,
    ADD COLUMN proposed_school_name TEXT,
    ADD COLUMN revision INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN content_hash TEXT,
    ADD COLUMN plan JSONB,
    ADD COLUMN waiver TEXT,
    ADD COLUMN fund_state TEXT,
    ADD COLUMN fund_amount BIGINT,
    ADD CONSTRAINT ck_studios_state CHECK (state IN ('NOMINATED', 'QUALIFIED', 'REJECTED', 'DISPATCHED', 'BASE_DECLINED', 'BASE_PROPOSED', 'BASE_CONFIRMED', 'RECRUITING', 'ACTIVE', 'SUSPENDED', 'TERMINATED')),
    ADD CONSTRAINT ck_studios_fund_state CHECK (fund_state IN ('APPLIED_FOR', 'ALLOCATED', 'RECEIVED'));
CREATE UNIQUE INDEX uq_studios_case_no ON studios (case_no);
CREATE INDEX ix_studios_state ON studios (state);

CREATE TABLE case_revisions (
    case_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    content JSONB NOT NULL,
    content_hash TEXT NOT NULL,
    frozen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    frozen_by UUID,
    frozen_by_name TEXT,
    CONSTRAINT pk_case_revisions PRIMARY KEY (case_id, revision)
);

CREATE TABLE case_files (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    added_by UUID NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_case_files PRIMARY KEY (id),
    CONSTRAINT uq_case_files_case_id_added_by_sha256_name UNIQUE (case_id, added_by, sha256, name),
    CONSTRAINT fk_case_files_sha256 FOREIGN KEY(sha256) REFERENCES file_contents (sha256)
);

CREATE TABLE studio_history (
    studio_id UUID NOT NULL,
    seq INTEGER NOT NULL,
    what TEXT NOT NULL,
    value TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by_id UUID,
    by_name TEXT,
    reason TEXT NOT NULL,
    CONSTRAINT pk_studio_history PRIMARY KEY (studio_id, seq),
    CONSTRAINT fk_studio_history_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);

CREATE TABLE host_terms (
    studio_id UUID NOT NULL,
    term INTEGER NOT NULL,
    host_id UUID NOT NULL,
    host_name TEXT NOT NULL,
    host_school_name TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_host_terms PRIMARY KEY (studio_id, term),
    CONSTRAINT fk_host_terms_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
)
"""

# As for applications: a sequence per prefix and year, gaps and all.
NUMBERS = """
CREATE FUNCTION next_number(prefix text, year integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    numbers text := format('numbers_%s_%s', lower(prefix), year);
    number text;
BEGIN
    IF to_regclass(numbers) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext(numbers));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', numbers);
    END IF;
    number := nextval(numbers::regclass)::text;
    RETURN format('%s-%s-%s', prefix, year, lpad(number, greatest(6, length(number)), '0'));
END $$
"""


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
    op.execute(NUMBERS)
