"""Studio windows: text, pictures, members' consent."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


TABLES = """
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
    CONSTRAINT fk_window_pictures_sha256 FOREIGN KEY(sha256) REFERENCES file_contents (sha256)
);
CREATE UNIQUE INDEX one_picture_once ON window_pictures (window_id, sha256) WHERE removed_at IS NULL;
CREATE INDEX ix_window_pictures_shown ON window_pictures (sha256) WHERE removed_at IS NULL;

ALTER TABLE memberships ADD COLUMN shown_by_name BOOLEAN DEFAULT 'false' NOT NULL;
ALTER TABLE memberships ADD COLUMN shown_by_name_at TIMESTAMP WITH TIME ZONE;
"""


def upgrade() -> None:
    """Make everything."""
    for statement in filter(str.strip, TABLES.split(";")):
        op.execute(statement)
