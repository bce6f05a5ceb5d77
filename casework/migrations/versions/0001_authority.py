"""Who holds which office, who stands in for whom, and who acted where in which case."""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE known_assignments (
        id uuid CONSTRAINT pk_known_assignments PRIMARY KEY,
        version integer NOT NULL,
        person_id uuid NOT NULL,
        office_key text NOT NULL,
        valid_from timestamptz NOT NULL,
        valid_until timestamptz
    )
    """,
    "CREATE INDEX ix_known_assignments_person_id ON known_assignments (person_id)",
    "CREATE INDEX ix_known_assignments_office_key ON known_assignments (office_key)",
    """
    CREATE TABLE known_proxies (
        id uuid CONSTRAINT pk_known_proxies PRIMARY KEY,
        version integer NOT NULL,
        principal_id uuid NOT NULL,
        principal_name text NOT NULL,
        deputy_id uuid NOT NULL,
        office_keys text[] NOT NULL,
        valid_from timestamptz NOT NULL,
        valid_until timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_known_proxies_deputy_id ON known_proxies (deputy_id)",
    "CREATE INDEX ix_known_proxies_principal_id ON known_proxies (principal_id)",
    """
    CREATE TABLE acts (
        case_id uuid NOT NULL,
        place text NOT NULL,
        person_id uuid NOT NULL,
        CONSTRAINT pk_acts PRIMARY KEY (case_id, place, person_id)
    )
    """,
)


def upgrade() -> None:
    """Create everything."""
    for statement in TABLES:
        op.execute(statement)
