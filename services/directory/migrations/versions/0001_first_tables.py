"""The directory's first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SORTED = sa.Text(collation="C")


def upgrade() -> None:
    """Make everything."""
    _organisations()
    _people()
    _rule_sets()
    _sign_in()
    _imports()
    _form_drafts()


def _required(name: str, kind: sa.types.TypeEngine[Any], default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _organisations() -> None:
    op.create_table(
        "counties",
        _required("code", sa.Text()),
        _required("name", sa.Text()),
        _required("listed_from", MOMENT),
        sa.Column("listed_until", MOMENT),
        _required("version", sa.Integer()),
        sa.PrimaryKeyConstraint("code", name="pk_counties"),
    )
    op.create_table(
        "schools",
        _required("id", sa.Uuid()),
        _required("name", SORTED),
        _required("county", sa.Text()),
        _required("school_levels", ARRAY(sa.Text())),
        _required("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_schools"),
    )
    op.create_index("ix_schools_county", "schools", ["county"])
    op.create_index("ix_schools_name_id", "schools", ["name", "id"])


def _people() -> None:
    op.create_table(
        "people",
        _required("id", sa.Uuid()),
        _required("name", SORTED),
        sa.Column("phone", sa.Text()),
        sa.Column("school_id", sa.Uuid()),
        _required("language", sa.Text(), default="zh"),
        _required("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name="fk_people_school_id"),
    )
    op.create_index("ix_people_name_id", "people", ["name", "id"])
    op.create_index("ix_people_school_id", "people", ["school_id"])
    op.create_table(
        "assignments",
        _required("id", sa.Uuid()),
        _required("person_id", sa.Uuid()),
        _required("role", SORTED),
        _required("scope", SORTED),
        _required("office_name", sa.Text()),
        _required("valid_from", MOMENT),
        sa.Column("valid_until", MOMENT),
        _required("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_assignments_person_id"),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_assignments_ends_after_start")),
    )
    op.create_index("ix_assignments_person_id", "assignments", ["person_id"])
    op.create_index("ix_assignments_role_scope", "assignments", ["role", "scope"])
    _proxies()


def _proxies() -> None:
    op.create_table(
        "proxies",
        _required("id", sa.Uuid()),
        _required("principal_id", sa.Uuid()),
        _required("deputy_id", sa.Uuid()),
        _required("offices", ARRAY(sa.Text())),
        _required("valid_from", MOMENT),
        _required("valid_until", MOMENT),
        _required("created_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        _required("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_proxies"),
        sa.ForeignKeyConstraint(["principal_id"], ["people.id"], name="fk_proxies_principal_id"),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name="fk_proxies_deputy_id"),
        sa.CheckConstraint("deputy_id <> principal_id", name=op.f("ck_proxies_not_oneself")),
        sa.CheckConstraint("cardinality(offices) > 0", name=op.f("ck_proxies_for_an_office")),
    )
    op.create_index("ix_proxies_principal_id", "proxies", ["principal_id"])
    op.create_index("ix_proxies_deputy_id", "proxies", ["deputy_id"])


def _rule_sets() -> None:
    op.create_table(
        "rule_sets",
        _required("version", sa.Integer()),
        _required("name", sa.Text()),
        _required("content", JSONB()),
        sa.Column("drafted_by", sa.Uuid()),
        _required("drafted_at", MOMENT),
        sa.Column("published_by", sa.Uuid()),
        sa.Column("published_at", MOMENT),
        sa.Column("effective_from", MOMENT),
        sa.PrimaryKeyConstraint("version", name="pk_rule_sets"),
        sa.ForeignKeyConstraint(["drafted_by"], ["people.id"], name="fk_rule_sets_drafted_by"),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name="fk_rule_sets_published_by"),
        sa.CheckConstraint(
            "(published_at IS NULL) = (effective_from IS NULL)", name=op.f("ck_rule_sets_published_with_a_date")
        ),
    )
    op.create_index("ix_rule_sets_effective", "rule_sets", ["effective_from", "version"])


def _sign_in() -> None:
    op.create_table(
        "accounts",
        _required("person_id", sa.Uuid()),
        _required("login", sa.Text()),
        sa.Column("password_hash", sa.Text()),
        sa.PrimaryKeyConstraint("person_id", name="pk_accounts"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_accounts_person_id"),
        sa.UniqueConstraint("login", name="uq_accounts_login"),
    )
    op.create_table(
        "sign_in_tries",
        _required("key", sa.Text()),
        _required("count", sa.Integer()),
        _required("last_at", MOMENT),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_tries"),
    )
    op.create_index("ix_sign_in_tries_last_at", "sign_in_tries", ["last_at"])
    op.create_table(
        "sessions",
        _required("id", sa.Uuid()),
        _required("person_id", sa.Uuid()),
        _required("started_at", MOMENT),
        _required("generation", sa.Integer()),
        _required("rotated_at", MOMENT),
        _required("expires_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.Column("revoked_because", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"], postgresql_where=sa.text("revoked_at IS NULL"))
    _personal_tokens()
    _external_identities()


def _external_identities() -> None:
    op.create_table(
        "external_identities",
        _required("issuer", sa.Text()),
        _required("subject", sa.Text()),
        _required("person_id", sa.Uuid()),
        _required("linked_at", MOMENT),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_external_identities"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_external_identities_person_id"),
    )
    op.create_index("uq_external_identities_person", "external_identities", ["issuer", "person_id"], unique=True)
    op.create_table(
        "used_nonces",
        _required("nonce_hash", sa.Text()),
        _required("used_at", MOMENT),
        sa.PrimaryKeyConstraint("nonce_hash", name="pk_used_nonces"),
    )
    op.create_index("ix_used_nonces_used_at", "used_nonces", ["used_at"])


def _personal_tokens() -> None:
    op.create_table(
        "personal_tokens",
        _required("id", sa.Uuid()),
        _required("person_id", sa.Uuid()),
        _required("name", sa.Text()),
        _required("scopes", ARRAY(sa.Text())),
        _required("secret_hash", sa.Text()),
        _required("created_at", MOMENT),
        _required("expires_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_personal_tokens"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_personal_tokens_person_id"),
    )
    op.create_index(
        "uq_personal_tokens_name",
        "personal_tokens",
        ["person_id", "name"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _imports() -> None:
    op.create_table(
        "imports",
        _required("id", sa.Uuid()),
        _required("imported_by", sa.Uuid()),
        _required("imported_at", MOMENT),
        _required("content_hash", sa.Text()),
        _required("counts", JSONB()),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sa.ForeignKeyConstraint(["imported_by"], ["people.id"], name="fk_imports_imported_by"),
    )


def _form_drafts() -> None:
    op.create_table(
        "form_drafts",
        _required("person_id", sa.Uuid()),
        _required("form", sa.Text()),
        _required("version", sa.Uuid()),
        sa.Column("fields", JSONB()),
        _required("saved_at", MOMENT),
        sa.PrimaryKeyConstraint("person_id", "form", name="pk_form_drafts"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_form_drafts_person_id"),
    )
    op.create_index("ix_form_drafts_saved_at", "form_drafts", ["saved_at"])
