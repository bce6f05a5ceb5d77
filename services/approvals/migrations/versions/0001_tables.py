"""Cases, tasks, the decision log, outcomes, files, and what is known of offices."""

from alembic import op

from chassis.store.migrations.rights import append_only

revision = "0001"
down_revision = None

CASES = """
CREATE TABLE cases (
    case_id uuid CONSTRAINT pk_cases PRIMARY KEY,
    card_version integer NOT NULL DEFAULT 0,
    state_version integer NOT NULL DEFAULT 0,
    state text,
    finished boolean NOT NULL DEFAULT false,
    until timestamptz,
    submitted_at timestamptz,
    case_no text,
    kind text,
    title text,
    applicant_id uuid,
    applicant_name text,
    parties uuid[] NOT NULL DEFAULT '{}',
    school_name text,
    studio_id uuid,
    studio_name text,
    county text,
    facts jsonb NOT NULL DEFAULT '[]',
    revision integer,
    content_hash text,
    plan jsonb,
    search tsvector,
    search_text text,
    seen_by text[] NOT NULL DEFAULT '{}',
    deciders jsonb NOT NULL DEFAULT '{}',
    state_seal text,
    card_seal text,
    log_length integer NOT NULL DEFAULT 0,
    log_head text NOT NULL DEFAULT ''
)
"""

LOG_ENTRIES = """
CREATE TABLE log_entries (
    case_id uuid NOT NULL CONSTRAINT fk_log_entries_case_id REFERENCES cases,
    seq integer NOT NULL,
    entry_id uuid NOT NULL CONSTRAINT uq_log_entries_entry_id UNIQUE,
    verb text NOT NULL,
    at timestamptz NOT NULL,
    task_id uuid,
    stage text,
    turn integer,
    seat integer,
    revision integer,
    content_hash text,
    rule_set_version integer,
    actor_id uuid,
    actor_name text,
    proxy_id uuid,
    acting_for_id uuid,
    acting_for_name text,
    opinion text,
    attestations text[] NOT NULL,
    files jsonb NOT NULL,
    details jsonb NOT NULL,
    signature text,
    prev_hmac text NOT NULL,
    hmac text NOT NULL,
    CONSTRAINT pk_log_entries PRIMARY KEY (case_id, seq)
)
"""

TASKS = """
CREATE TABLE tasks (
    task_id uuid CONSTRAINT pk_tasks PRIMARY KEY,
    case_id uuid NOT NULL CONSTRAINT fk_tasks_case_id REFERENCES cases,
    kind text NOT NULL,
    stage text NOT NULL,
    turn integer NOT NULL,
    seat integer NOT NULL,
    office_key text NOT NULL,
    shown_to text,
    state text NOT NULL DEFAULT 'OPEN',
    reason text,
    revision integer NOT NULL,
    content_hash text NOT NULL,
    planned jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    next_reminder_at timestamptz NOT NULL,
    last_reminded_at timestamptz,
    reminded_count integer NOT NULL DEFAULT 0,
    claimed_by uuid,
    claimed_by_name text,
    claimed_at timestamptz,
    decision_id uuid,
    decided_at timestamptz,
    decided_by uuid,
    decided_by_name text,
    decided_for_name text,
    verb text,
    opinion text,
    overtaken_at timestamptz,
    overtaken_reason text,
    overtaken_seen_at timestamptz,
    closed_at timestamptz,
    closed_reason text,
    CONSTRAINT ck_tasks_state CHECK (state IN ('OPEN', 'DECIDED', 'CLOSED')),
    CONSTRAINT ck_tasks_decided CHECK ((state = 'DECIDED') = (decision_id IS NOT NULL))
)
"""

OUTCOMES = """
CREATE TABLE outcomes (
    person_id uuid NOT NULL,
    case_id uuid NOT NULL CONSTRAINT fk_outcomes_case_id REFERENCES cases,
    version integer NOT NULL,
    state text NOT NULL,
    at timestamptz NOT NULL,
    seen_at timestamptz,
    CONSTRAINT pk_outcomes PRIMARY KEY (person_id, case_id)
)
"""

OFFICES = (
    "CREATE TABLE people (person_id uuid CONSTRAINT pk_people PRIMARY KEY, version integer NOT NULL, name text NOT NULL)",
    "CREATE TABLE office_names (office_key text CONSTRAINT pk_office_names PRIMARY KEY, name text NOT NULL)",
)

FILES = (
    """
    CREATE TABLE files (
        file_id uuid CONSTRAINT pk_files PRIMARY KEY,
        task_id uuid NOT NULL CONSTRAINT fk_files_task_id REFERENCES tasks,
        decision_id uuid,
        name text NOT NULL,
        size integer NOT NULL,
        media_type text NOT NULL,
        sha256 text NOT NULL CONSTRAINT fk_files_sha256 REFERENCES contents,
        added_by uuid NOT NULL,
        added_at timestamptz NOT NULL
    )
    """,
)

INDEXES = (
    "CREATE INDEX cases_search ON cases USING gin (search)",
    "CREATE UNIQUE INDEX cases_case_no ON cases (case_no)",
    "CREATE INDEX cases_started ON cases (applicant_id, submitted_at, case_id)",
    "CREATE INDEX cases_studio ON cases (studio_id)",
    "CREATE INDEX cases_county ON cases (county)",
    "CREATE INDEX tasks_open ON tasks (office_key, due_at, task_id) WHERE state = 'OPEN'",
    "CREATE INDEX tasks_shown ON tasks (shown_to, due_at, task_id) WHERE state = 'OPEN' AND shown_to IS NOT NULL",
    "CREATE INDEX tasks_claimed ON tasks (claimed_by, due_at, task_id) WHERE state = 'OPEN' AND claimed_by IS NOT NULL",
    "CREATE INDEX tasks_reminded ON tasks (office_key, last_reminded_at) WHERE state = 'OPEN' AND reminded_count > 0",
    "CREATE INDEX tasks_done ON tasks (decided_by, decided_at, task_id) WHERE decided_by IS NOT NULL",
    "CREATE INDEX tasks_oldest ON tasks (opened_at, task_id) WHERE state = 'OPEN'",
    "CREATE INDEX tasks_decided ON tasks (decided_at) WHERE decided_at IS NOT NULL",
    "CREATE UNIQUE INDEX tasks_decision ON tasks (decision_id)",
    "CREATE INDEX tasks_case ON tasks (case_id)",
    "CREATE INDEX outcomes_unread ON outcomes (person_id, at) WHERE seen_at IS NULL",
    "CREATE INDEX files_task ON files (task_id)",
)

# The chain of HMACs finds a change; this keeps an honest mistake of the owner's from making one. The service itself lacks the right.
APPEND_ONLY = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the decision log is append-only'; END $$",
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    """Create everything."""
    for statement in (CASES, LOG_ENTRIES, TASKS, OUTCOMES, *OFFICES, *FILES, *INDEXES, *APPEND_ONLY):
        op.execute(statement)
    append_only("log_entries")
