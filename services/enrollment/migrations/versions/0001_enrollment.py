"""Enrollment's first tables."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# ruff: noqa: E501 - one constraint a line

KNOWN = """

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
    login TEXT,
    CONSTRAINT pk_known_people PRIMARY KEY (id)
);
CREATE INDEX ix_known_people_school_id_name ON known_people (school_id, name);


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
"""

CASES = """
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
    file_id UUID NOT NULL,
    case_id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    added_by UUID NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_case_files PRIMARY KEY (file_id),
    CONSTRAINT uq_case_files_case_id_added_by_sha256_name UNIQUE (case_id, added_by, sha256, name),
    CONSTRAINT fk_case_files_sha256 FOREIGN KEY(sha256) REFERENCES contents (sha256)
);
"""

STUDIOS = """
CREATE TABLE studios (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    county TEXT NOT NULL,
    school_level TEXT NOT NULL,
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
    state TEXT DEFAULT 'RECRUITING' NOT NULL,
    state_since TIMESTAMP WITH TIME ZONE,
    case_no TEXT,
    nominated_by UUID,
    nominated_by_name TEXT,
    host_school_id UUID,
    host_term INTEGER DEFAULT 1 NOT NULL,
    proposed_school_id UUID,
    proposed_school_name TEXT,
    revision INTEGER DEFAULT 0 NOT NULL,
    content_hash TEXT,
    plan JSONB,
    waiver TEXT,
    fund_state TEXT,
    fund_amount BIGINT,
    taken UUID[] DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_studios PRIMARY KEY (id),
    CONSTRAINT ck_studios_state CHECK (state IN ('NOMINATED', 'QUALIFIED', 'REJECTED', 'DISPATCHED', 'BASE_DECLINED', 'BASE_PROPOSED', 'BASE_CONFIRMED', 'RECRUITING', 'ACTIVE', 'SUSPENDED', 'TERMINATED')),
    CONSTRAINT ck_studios_fund_state CHECK (fund_state IN ('APPLIED_FOR', 'ALLOCATED', 'RECEIVED'))
);
CREATE INDEX ix_studios_county_name_id ON studios (county, name, id);
CREATE INDEX ix_studios_host_id ON studios (host_id);
CREATE UNIQUE INDEX uq_studios_case_no ON studios (case_no);
CREATE INDEX ix_studios_state ON studios (state);

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

CREATE TABLE round_studios (
    round_id UUID NOT NULL,
    studio_id UUID NOT NULL,
    CONSTRAINT pk_round_studios PRIMARY KEY (round_id, studio_id),
    CONSTRAINT fk_round_studios_round_id FOREIGN KEY(round_id) REFERENCES rounds (id),
    CONSTRAINT fk_round_studios_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);

CREATE TABLE round_quotas (
    id UUID NOT NULL,
    round_id UUID NOT NULL,
    county TEXT,
    studio_id UUID,
    places INTEGER NOT NULL,
    CONSTRAINT pk_round_quotas PRIMARY KEY (id),
    CONSTRAINT ck_round_quotas_of_one CHECK ((county IS NULL) <> (studio_id IS NULL)),
    CONSTRAINT ck_round_quotas_places CHECK (places >= 0),
    CONSTRAINT fk_round_quotas_round_id FOREIGN KEY(round_id) REFERENCES rounds (id),
    CONSTRAINT fk_round_quotas_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);
CREATE UNIQUE INDEX one_quota_each ON round_quotas (round_id, county, studio_id) NULLS NOT DISTINCT;
"""

APPLICATIONS = """
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
    suspended_at TIMESTAMP WITH TIME ZONE,
    cause TEXT,
    withdrawal_reason TEXT,
    taken UUID[] DEFAULT '{}' NOT NULL,
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

CREATE TABLE application_files (
    file_id UUID NOT NULL,
    application_id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    added_by UUID NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_application_files PRIMARY KEY (file_id),
    CONSTRAINT fk_application_files_application_id FOREIGN KEY(application_id) REFERENCES applications (id),
    CONSTRAINT fk_application_files_sha256 FOREIGN KEY(sha256) REFERENCES contents (sha256)
);
CREATE UNIQUE INDEX one_file_once ON application_files (application_id, sha256, name) WHERE removed_at IS NULL;
"""

MEMBERS = """
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
    shown_by_name BOOLEAN DEFAULT 'false' NOT NULL,
    shown_by_name_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_reason TEXT,
    ended_by UUID,
    transferred_to UUID,
    state_since TIMESTAMP WITH TIME ZONE GENERATED ALWAYS AS (COALESCE(ended_at, admitted_at)) STORED,
    CONSTRAINT pk_memberships PRIMARY KEY (id),
    CONSTRAINT ck_memberships_state CHECK (state IN ('ACTIVE', 'COMPLETED', 'LEFT', 'DISQUALIFIED')),
    CONSTRAINT fk_memberships_application_id FOREIGN KEY(application_id) REFERENCES applications (id),
    CONSTRAINT fk_memberships_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id),
    CONSTRAINT ck_memberships_ended CHECK ((state = 'ACTIVE') = (ended_at IS NULL)),
    CONSTRAINT ck_memberships_transferred CHECK (transferred_to IS NULL OR state = 'LEFT'),
    CONSTRAINT fk_memberships_transferred_to FOREIGN KEY(transferred_to) REFERENCES memberships (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_memberships_studio_id_state ON memberships (studio_id, state);
CREATE UNIQUE INDEX one_live_membership ON memberships (trainee_id, cycle) WHERE state = 'ACTIVE';
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
    CONSTRAINT fk_development_plans_sha256 FOREIGN KEY(sha256) REFERENCES contents (sha256)
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
    cycle TEXT NOT NULL,
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
    lifted_at TIMESTAMP WITH TIME ZONE,
    lifted_by UUID,
    lifted_reason TEXT,
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    plan JSONB NOT NULL,
    taken UUID[] DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_disqualifications PRIMARY KEY (id),
    CONSTRAINT fk_disqualifications_membership_id FOREIGN KEY(membership_id) REFERENCES memberships (id),
    CONSTRAINT ck_disqualifications_state CHECK (state IN ('FLAGGED', 'HOST_CONFIRMED', 'STATEMENT', 'COUNTY_OPINION', 'DISQUALIFIED', 'DISMISSED', 'APPEAL', 'UPHELD', 'OVERTURNED', 'CORRECTED'))
);
CREATE UNIQUE INDEX uq_disqualifications_case_no ON disqualifications (case_no);
CREATE INDEX ix_disqualifications_membership_id ON disqualifications (membership_id);
CREATE INDEX ix_disqualifications_trainee_id ON disqualifications (trainee_id);
CREATE UNIQUE INDEX one_running_disqualification ON disqualifications (trainee_id, cycle) WHERE state IN ('FLAGGED', 'HOST_CONFIRMED', 'STATEMENT', 'COUNTY_OPINION', 'APPEAL') OR (state = 'DISQUALIFIED' AND appeal_closed_at IS NULL);
"""

WINDOWS = """
CREATE TABLE studio_windows (
    id UUID NOT NULL,
    studio_id UUID NOT NULL,
    text TEXT NOT NULL,
    version INTEGER NOT NULL,
    text_version INTEGER NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_by UUID NOT NULL,
    CONSTRAINT pk_studio_windows PRIMARY KEY (id),
    CONSTRAINT uq_studio_windows_studio_id UNIQUE (studio_id),
    CONSTRAINT ck_studio_windows_published_at CHECK (published_at IS NULL OR text <> ''),
    CONSTRAINT fk_studio_windows_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);

CREATE TABLE window_pictures (
    id UUID NOT NULL,
    window_id UUID NOT NULL,
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    alt TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_window_pictures PRIMARY KEY (id),
    CONSTRAINT uq_window_pictures_window_id_number UNIQUE (window_id, number),
    CONSTRAINT ck_window_pictures_alt CHECK (alt <> ''),
    CONSTRAINT fk_window_pictures_window_id FOREIGN KEY(window_id) REFERENCES studio_windows (id),
    CONSTRAINT fk_window_pictures_sha256 FOREIGN KEY(sha256) REFERENCES contents (sha256)
);
CREATE UNIQUE INDEX one_picture_once ON window_pictures (window_id, sha256) WHERE removed_at IS NULL;
CREATE INDEX ix_window_pictures_shown ON window_pictures (sha256) WHERE removed_at IS NULL;
"""

RECOMMENDATIONS = """
CREATE TABLE recommendations (
    id UUID NOT NULL,
    round_id UUID NOT NULL,
    studio_id UUID NOT NULL,
    teacher_id UUID NOT NULL,
    school_id UUID NOT NULL,
    reason TEXT NOT NULL,
    attestations TEXT[] NOT NULL,
    recommended_by UUID NOT NULL,
    recommended_by_name TEXT NOT NULL,
    recommended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_recommendations PRIMARY KEY (id),
    CONSTRAINT fk_recommendations_round_id FOREIGN KEY(round_id) REFERENCES rounds (id),
    CONSTRAINT fk_recommendations_studio_id FOREIGN KEY(studio_id) REFERENCES studios (id)
);
CREATE UNIQUE INDEX one_live_recommendation ON recommendations (round_id, teacher_id) WHERE withdrawn_at IS NULL;
CREATE INDEX ix_recommendations_round_id_studio_id ON recommendations (round_id, studio_id);
CREATE INDEX ix_recommendations_school_id_recommended_at_id ON recommendations (school_id, recommended_at, id);
CREATE INDEX ix_recommendations_teacher_id ON recommendations (teacher_id);

CREATE TABLE recommendation_imports (
    file_id UUID NOT NULL,
    round_id UUID NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    added_by UUID NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    total INTEGER NOT NULL,
    faults JSONB NOT NULL,
    rows JSONB NOT NULL,
    CONSTRAINT pk_recommendation_imports PRIMARY KEY (file_id),
    CONSTRAINT fk_recommendation_imports_round_id FOREIGN KEY(round_id) REFERENCES rounds (id),
    CONSTRAINT fk_recommendation_imports_sha256 FOREIGN KEY(sha256) REFERENCES contents (sha256)
);
CREATE INDEX ix_recommendation_imports_added_by_added_at ON recommendation_imports (added_by, added_at);
"""

# One sequence per year of business time, made when the year's first number is asked for: a counter's row would have
# every submission wait for the one before it to commit. A submission that fails leaves a gap. The owner makes it, who calls it
# may not.
CASE_NUMBERS = """
CREATE FUNCTION next_case_number(year integer) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

# As for applications: a sequence per prefix and year, gaps and all.
NUMBERS = """
CREATE FUNCTION next_number(prefix text, year integer) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

# A count in the very statement that waited for the studio's row would not see the member who made it wait: each query of a
# volatile function looks anew. Studio, county's quota, studio's quota: the order in which all hold them.
ROOM = """
CREATE FUNCTION members_where_room(its_studio uuid, its_round uuid, its_county text, usual_cap integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    cap integer;
    members integer;
BEGIN
    SELECT coalesce(soft_cap, usual_cap) INTO cap FROM studios WHERE id = its_studio FOR NO KEY UPDATE;
    SELECT count(*) INTO members FROM memberships WHERE studio_id = its_studio AND state = 'ACTIVE';
    IF members >= cap THEN
        RETURN NULL;
    END IF;
    PERFORM FROM round_quotas WHERE round_id = its_round AND (county = its_county OR studio_id = its_studio)
        ORDER BY county FOR NO KEY UPDATE;
    PERFORM FROM round_quotas quota
        WHERE round_id = its_round AND (county = its_county OR studio_id = its_studio) AND places <= (
            SELECT count(*) FROM memberships member JOIN applications admitted ON admitted.id = member.application_id
            WHERE member.state = 'ACTIVE' AND admitted.round_id = its_round
            AND (admitted.county = quota.county OR member.studio_id = quota.studio_id));
    RETURN CASE WHEN FOUND THEN NULL ELSE members END;
END $$
"""

# Applicant, then studio: the order in which all hold them. What was read before they are held may be old.
ADMISSION = """
CREATE FUNCTION hold_for_admission(its_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM known_people WHERE id = (SELECT applicant_id FROM applications WHERE id = its_id) FOR NO KEY UPDATE;
    PERFORM FROM studios WHERE id = (SELECT studio_id FROM applications WHERE id = its_id) FOR NO KEY UPDATE;
END $$
"""


def upgrade() -> None:
    """Make everything."""
    for tables in (KNOWN, CASES, STUDIOS, APPLICATIONS, MEMBERS, WINDOWS, RECOMMENDATIONS):
        for statement in filter(str.strip, tables.split(";")):
            op.execute(statement)
    for function in (CASE_NUMBERS, NUMBERS, ROOM, ADMISSION):
        op.execute(function)
