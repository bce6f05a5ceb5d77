"""Quotas of rounds, and what schools recommend beforehand."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


TABLES = """
ALTER TABLE known_people ADD COLUMN login TEXT;
CREATE INDEX ix_known_people_school_id_name ON known_people (school_id, name);

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

CREATE TABLE recommendation_imports (
    id UUID NOT NULL,
    round_id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    uploaded_by UUID NOT NULL,
    uploaded_by_name TEXT NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    total INTEGER NOT NULL,
    done INTEGER DEFAULT 0 NOT NULL,
    faults JSONB NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    correlation_id TEXT NOT NULL,
    CONSTRAINT pk_recommendation_imports PRIMARY KEY (id),
    CONSTRAINT ck_recommendation_imports_state CHECK (state IN ('CHECKED', 'RUNNING', 'DONE')),
    CONSTRAINT ck_recommendation_imports_done CHECK (done BETWEEN 0 AND total),
    CONSTRAINT fk_recommendation_imports_round_id FOREIGN KEY(round_id) REFERENCES rounds (id),
    CONSTRAINT fk_recommendation_imports_sha256 FOREIGN KEY(sha256) REFERENCES file_contents (sha256)
);
CREATE INDEX recommendation_imports_running ON recommendation_imports (started_at) WHERE state = 'RUNNING';
CREATE INDEX ix_recommendation_imports_uploaded_by_uploaded_at ON recommendation_imports (uploaded_by, uploaded_at);

CREATE TABLE recommendation_import_rows (
    import_id UUID NOT NULL,
    number INTEGER NOT NULL,
    studio_id UUID NOT NULL,
    teacher_id UUID NOT NULL,
    school_id UUID NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_recommendation_import_rows PRIMARY KEY (import_id, number),
    CONSTRAINT fk_recommendation_import_rows_import_id FOREIGN KEY(import_id) REFERENCES recommendation_imports (id)
);

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


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
    op.execute(ROOM)
