"""Enrollment's first tables."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# ruff: noqa: E501 - one constraint a line

TABLES = """
CREATE TABLE file_contents (
    sha256 TEXT NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_file_contents PRIMARY KEY (sha256)
);

CREATE TABLE known_assignments (
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    office TEXT NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_known_assignments PRIMARY KEY (id)
);
CREATE INDEX ix_known_assignments_office ON known_assignments (office);
CREATE INDEX ix_known_assignments_person_id ON known_assignments (person_id);

CREATE TABLE known_counties (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    listed_from TIMESTAMP WITH TIME ZONE NOT NULL,
    listed_until TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_known_counties PRIMARY KEY (code)
);

CREATE TABLE known_people (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    school_id UUID,
    version INTEGER NOT NULL,
    CONSTRAINT pk_known_people PRIMARY KEY (id)
);

CREATE TABLE known_proxies (
    id UUID NOT NULL,
    principal_id UUID NOT NULL,
    deputy_id UUID NOT NULL,
    offices TEXT[] NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_known_proxies PRIMARY KEY (id)
);
CREATE INDEX ix_known_proxies_deputy_id ON known_proxies (deputy_id);

CREATE TABLE known_rule_sets (
    number INTEGER NOT NULL,
    rule_set JSONB NOT NULL,
    effective_from TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_known_rule_sets PRIMARY KEY (number)
);

CREATE TABLE known_schools (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    county TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_known_schools PRIMARY KEY (id)
);

CREATE TABLE rounds (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    cycle TEXT NOT NULL,
    state TEXT NOT NULL,
    opens_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closes_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_rounds PRIMARY KEY (id),
    CONSTRAINT ck_rounds_state CHECK (state IN ('OPEN', 'CLOSED')),
    CONSTRAINT ck_rounds_closed_at CHECK ((state = 'CLOSED') = (closed_at IS NOT NULL)),
    CONSTRAINT ck_rounds_times CHECK (closes_at > opens_at)
);

CREATE TABLE studios (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    county TEXT NOT NULL,
    stage TEXT NOT NULL,
    track TEXT NOT NULL,
    subject TEXT NOT NULL,
    host_id UUID NOT NULL,
    host_name TEXT NOT NULL,
    host_school_name TEXT NOT NULL,
    host_titles TEXT[] NOT NULL,
    base_school_id UUID,
    base_school_name TEXT NOT NULL,
    soft_cap INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT pk_studios PRIMARY KEY (id)
);
CREATE INDEX ix_studios_county_name_id ON studios (county, name, id);
CREATE INDEX ix_studios_host_id ON studios (host_id);

CREATE TABLE applications (
    id UUID NOT NULL,
    case_no TEXT,
    applicant_id UUID NOT NULL,
    state TEXT NOT NULL,
    state_since TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    file_changes INTEGER DEFAULT '0' NOT NULL,
    round_id UUID,
    cycle TEXT,
    studio_id UUID,
    county TEXT,
    school_id UUID,
    revision INTEGER DEFAULT '0' NOT NULL,
    content_hash TEXT,
    plan JSONB,
    submitted_at TIMESTAMP WITH TIME ZONE,
    returned_by TEXT,
    correction_until TIMESTAMP WITH TIME ZONE,
    round_closed_at TIMESTAMP WITH TIME ZONE,
    withdrawal_reason TEXT,
    CONSTRAINT pk_applications PRIMARY KEY (id),
    CONSTRAINT ck_applications_state CHECK (state IN ('DRAFT', 'SUBMITTED', 'RECOMMENDED', 'SCHOOL_DECLINED', 'RETURNED', 'COUNTY_APPROVED', 'COUNTY_REJECTED', 'MUNICIPAL_REJECTED', 'ADMITTED', 'LAPSED', 'WITHDRAWN')),
    CONSTRAINT ck_applications_revision CHECK (state IN ('DRAFT', 'WITHDRAWN') OR revision > 0),
    CONSTRAINT ck_applications_correction_until CHECK ((state = 'RETURNED') = (correction_until IS NOT NULL)),
    CONSTRAINT fk_applications_round_id FOREIGN KEY(round_id) REFERENCES rounds (id),
    CONSTRAINT fk_applications_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);
CREATE INDEX ix_applications_applicant_id ON applications (applicant_id);
CREATE INDEX ix_applications_newest ON applications (submitted_at, id);
CREATE INDEX ix_applications_newest_of_county ON applications (county, submitted_at, id);
CREATE INDEX ix_applications_newest_of_school ON applications (school_id, submitted_at, id);
CREATE INDEX ix_applications_of_studio ON applications (studio_id, state);
CREATE INDEX ix_applications_overview ON applications (round_id, county, studio_id, state);
CREATE UNIQUE INDEX one_live_application ON applications (applicant_id, cycle) WHERE state IN ('SUBMITTED', 'RECOMMENDED', 'COUNTY_APPROVED', 'RETURNED');
CREATE UNIQUE INDEX uq_applications_case_no ON applications (case_no);

CREATE TABLE round_studios (
    round_id UUID NOT NULL,
    studio_id UUID NOT NULL,
    CONSTRAINT pk_round_studios PRIMARY KEY (round_id, studio_id),
    CONSTRAINT fk_round_studios_round_id FOREIGN KEY(round_id) REFERENCES rounds (id),
    CONSTRAINT fk_round_studios_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);

CREATE TABLE application_files (
    id UUID NOT NULL,
    application_id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_application_files PRIMARY KEY (id),
    CONSTRAINT fk_application_files_application_id FOREIGN KEY(application_id) REFERENCES applications (id),
    CONSTRAINT fk_application_files_sha256 FOREIGN KEY(sha256) REFERENCES file_contents (sha256)
);
CREATE UNIQUE INDEX one_file_once ON application_files (application_id, sha256, name) WHERE removed_at IS NULL;

CREATE TABLE drafts (
    application_id UUID NOT NULL,
    round_id UUID,
    studio_id UUID,
    motivation VARCHAR(5000) NOT NULL,
    post VARCHAR(200) NOT NULL,
    title VARCHAR(200) NOT NULL,
    phone VARCHAR(50) NOT NULL,
    saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_drafts PRIMARY KEY (application_id),
    CONSTRAINT fk_drafts_application_id FOREIGN KEY(application_id) REFERENCES applications (id)
);

CREATE TABLE memberships (
    id UUID NOT NULL,
    application_id UUID NOT NULL,
    trainee_id UUID NOT NULL,
    studio_id UUID NOT NULL,
    cycle TEXT NOT NULL,
    school_id UUID NOT NULL,
    state TEXT NOT NULL,
    decision_id UUID NOT NULL,
    admitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_memberships PRIMARY KEY (id),
    CONSTRAINT ck_memberships_state CHECK (state IN ('ACTIVE', 'COMPLETED', 'LEFT', 'DISQUALIFIED')),
    CONSTRAINT uq_memberships_application_id UNIQUE (application_id),
    CONSTRAINT fk_memberships_application_id FOREIGN KEY(application_id) REFERENCES applications (id),
    CONSTRAINT fk_memberships_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);
CREATE INDEX ix_memberships_studio_id_state ON memberships (studio_id, state);
CREATE UNIQUE INDEX one_live_membership ON memberships (trainee_id, cycle) WHERE state = 'ACTIVE';

CREATE TABLE revisions (
    application_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    from_version INTEGER NOT NULL,
    content JSONB NOT NULL,
    content_hash TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_revisions PRIMARY KEY (application_id, revision),
    CONSTRAINT fk_revisions_application_id FOREIGN KEY(application_id) REFERENCES applications (id)
);
"""

# One sequence per year of business time, made when the year's first number is asked for: a counter's row would have
# every submission wait for the one before it to commit. A submission that fails leaves a gap.
CASE_NUMBERS = """
CREATE FUNCTION next_case_number(year integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    numbers text := 'case_numbers_' || year;
    number text;
BEGIN
    IF to_regclass(numbers) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext(numbers));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', numbers);
    END IF;
    number := nextval(numbers::regclass)::text;
    RETURN format('BM-%s-%s', year, lpad(number, greatest(6, length(number)), '0'));
END $$
"""


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
    op.execute(CASE_NUMBERS)
