"""Cases, tasks, the decision log, outcomes, files, batches, and what is known of offices."""

from alembic import op

from chassis.store.tables import MECHANISM, NOTIFY_ON_OUTBOX

revision = "0001"
down_revision = None

CASES = """
CREATE TABLE cases (
    case_id uuid CONSTRAINT cases_pkey PRIMARY KEY,
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
    log_length integer NOT NULL DEFAULT 0,
    log_head text NOT NULL DEFAULT ''
)
"""

LOG_ENTRIES = """
CREATE TABLE log_entries (
    case_id uuid NOT NULL CONSTRAINT log_entries_case_id_fkey REFERENCES cases,
    seq integer NOT NULL,
    entry_id uuid NOT NULL CONSTRAINT log_entries_entry_id_key UNIQUE,
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
    prev_hmac text NOT NULL,
    hmac text NOT NULL,
    CONSTRAINT log_entries_pkey PRIMARY KEY (case_id, seq)
)
"""

TASKS = """
CREATE TABLE tasks (
    task_id uuid CONSTRAINT tasks_pkey PRIMARY KEY,
    case_id uuid NOT NULL CONSTRAINT tasks_case_id_fkey REFERENCES cases,
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
    closed_at timestamptz,
    closed_reason text,
    CONSTRAINT tasks_state_check CHECK (state IN ('OPEN', 'DECIDED', 'CLOSED')),
    CONSTRAINT tasks_decided_check CHECK ((state = 'DECIDED') = (decision_id IS NOT NULL))
)
"""

OUTCOMES = """
CREATE TABLE outcomes (
    person_id uuid NOT NULL,
    case_id uuid NOT NULL CONSTRAINT outcomes_case_id_fkey REFERENCES cases,
    version integer NOT NULL,
    state text NOT NULL,
    at timestamptz NOT NULL,
    seen_at timestamptz,
    CONSTRAINT outcomes_pkey PRIMARY KEY (person_id, case_id)
)
"""

OFFICES = (
    "CREATE TABLE people (person_id uuid CONSTRAINT people_pkey PRIMARY KEY, version integer NOT NULL, name text NOT NULL)",
    """
    CREATE TABLE assignments (
        assignment_id uuid CONSTRAINT assignments_pkey PRIMARY KEY,
        version integer NOT NULL,
        person_id uuid NOT NULL,
        office_key text NOT NULL,
        valid_from timestamptz NOT NULL,
        valid_until timestamptz
    )
    """,
    "CREATE TABLE office_names (office_key text CONSTRAINT office_names_pkey PRIMARY KEY, name text NOT NULL)",
    """
    CREATE TABLE proxies (
        proxy_id uuid CONSTRAINT proxies_pkey PRIMARY KEY,
        version integer NOT NULL,
        principal_id uuid NOT NULL,
        principal_name text NOT NULL,
        deputy_id uuid NOT NULL,
        office_keys text[] NOT NULL,
        valid_from timestamptz NOT NULL,
        valid_until timestamptz NOT NULL
    )
    """,
)

FILES = (
    "CREATE TABLE contents (sha256 text CONSTRAINT contents_pkey PRIMARY KEY, data bytea NOT NULL)",
    "ALTER TABLE contents ALTER data SET STORAGE EXTERNAL",
    """
    CREATE TABLE files (
        file_id uuid CONSTRAINT files_pkey PRIMARY KEY,
        task_id uuid NOT NULL CONSTRAINT files_task_id_fkey REFERENCES tasks,
        decision_id uuid,
        name text NOT NULL,
        size integer NOT NULL,
        media_type text NOT NULL,
        sha256 text NOT NULL CONSTRAINT files_sha256_fkey REFERENCES contents,
        uploaded_by uuid NOT NULL,
        uploaded_at timestamptz NOT NULL,
        CONSTRAINT files_size_check CHECK (size BETWEEN 1 AND 10485760)
    )
    """,
)

BATCHES = (
    """
    CREATE TABLE batches (
        batch_id uuid CONSTRAINT batches_pkey PRIMARY KEY,
        person_id uuid NOT NULL,
        person_name text NOT NULL,
        proxy_id uuid,
        verb text NOT NULL,
        opinion text NOT NULL,
        attestations text[] NOT NULL,
        started_at timestamptz NOT NULL,
        total integer NOT NULL,
        correlation_id text NOT NULL
    )
    """,
    """
    CREATE TABLE batch_items (
        batch_id uuid NOT NULL CONSTRAINT batch_items_batch_id_fkey REFERENCES batches,
        ordinal integer NOT NULL,
        task_id uuid NOT NULL,
        revision integer NOT NULL,
        state text NOT NULL DEFAULT 'PENDING',
        problem jsonb,
        settled_at timestamptz,
        tries integer NOT NULL DEFAULT 0,
        next_try_at timestamptz NOT NULL,
        CONSTRAINT batch_items_pkey PRIMARY KEY (batch_id, ordinal),
        CONSTRAINT batch_items_state_check CHECK (state IN ('PENDING', 'DONE', 'FAILED'))
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
    "CREATE UNIQUE INDEX tasks_decision ON tasks (decision_id)",
    "CREATE INDEX tasks_case ON tasks (case_id)",
    "CREATE INDEX outcomes_unread ON outcomes (person_id, at) WHERE seen_at IS NULL",
    "CREATE INDEX assignments_person ON assignments (person_id)",
    "CREATE INDEX assignments_office ON assignments (office_key)",
    "CREATE INDEX proxies_deputy ON proxies (deputy_id)",
    "CREATE INDEX proxies_principal ON proxies (principal_id)",
    "CREATE INDEX files_task ON files (task_id)",
    "CREATE INDEX batch_items_pending ON batch_items (next_try_at, batch_id, ordinal) WHERE state = 'PENDING'",
)

# The chain of HMACs finds a change; this keeps an honest mistake from making one.
APPEND_ONLY = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the decision log is append-only'; END $$",
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    """Create everything."""
    for table in MECHANISM.sorted_tables:
        table.create(op.get_bind())
    tables = (CASES, LOG_ENTRIES, TASKS, OUTCOMES, *OFFICES, *FILES, *BATCHES)
    for statement in (*NOTIFY_ON_OUTBOX, *tables, *INDEXES, *APPEND_ONLY):
        op.execute(statement)
