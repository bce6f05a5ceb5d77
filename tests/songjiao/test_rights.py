"""Whoever serves does not own: the role of a service reads and writes rows, and can take away neither table nor trigger nor entry."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.settings import Settings
from contracts.topology import services
from songjiao.databases import owner_of

TABLES = """
SELECT c.relname, pg_get_userbyid(c.relowner) AS owner,
    array_agg(p.right_ ORDER BY p.right_) FILTER (WHERE has_table_privilege(current_user, c.oid, p.right_)) AS rights
FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) p (right_)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.oid
"""
ROWS = ["DELETE", "INSERT", "SELECT", "UPDATE"]
ADDED = ["INSERT", "SELECT"]
# Nothing is ever taken out of these, and nothing but the named columns changed.
APPEND_ONLY = {
    "outbox": ["position"], "outbox_progress": ["published"], "inbox": [], "command_answers": [], "spent": [], "contents": [],
}  # fmt: skip
OF_SERVICES = {"approvals": {"log_entries": []}}
VERSIONS = ("alembic_version", "casework_version", "mechanism_version")

# Each is tried in the role that serves.
FORBIDDEN = [
    "ALTER TABLE log_entries DISABLE TRIGGER append_only",
    "DROP TRIGGER append_only ON log_entries",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "UPDATE log_entries SET opinion = ''",
    "DELETE FROM log_entries",
    "TRUNCATE log_entries, tasks, cases CASCADE",
    "DROP TABLE log_entries",
    "ALTER TABLE log_entries RENAME TO other",
    "DELETE FROM outbox",
    "UPDATE outbox SET data = data - 'log_head'",
    "CREATE TABLE mine (n integer)",
    "CREATE TEMPORARY TABLE mine (n integer)",
    "SET ROLE approvals_owner",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = '0'",
]


async def asked(told: Settings, service: str, statement: str) -> list[Any]:
    engine = create_async_engine(told.database_of(service), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            found = await connection.execute(text(statement))
            return list(found) if found.returns_rows else []
    finally:
        await engine.dispose()


@pytest.mark.parametrize("service", services())
async def test_a_service_has_the_rights_its_tables_say_and_owns_none(
    copied: Callable[[str], Awaitable[Settings]], service: str
) -> None:
    told = await copied(service)
    narrow = APPEND_ONLY | OF_SERVICES.get(service, {})
    tables = await asked(told, service, TABLES)
    assert set(narrow) < {name for name, _, _ in tables}
    for name, owner, rights in tables:
        assert owner == owner_of(service)
        assert rights == (["SELECT"] if name in VERSIONS else ADDED if name in narrow else ROWS), name
    changeable = (
        "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND "
        f"attrelid = ANY(ARRAY[{', '.join(f"'{name}'::regclass" for name in narrow)}]) AND "
        "has_column_privilege(current_user, attrelid, attnum, 'UPDATE')"
    )
    found = await asked(told, service, changeable)
    assert sorted((name, column) for name, column in found) == sorted(
        (name, column) for name, columns in narrow.items() for column in columns
    )


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_role_that_serves_cannot_take_away_what_proves(
    copied: Callable[[str], Awaitable[Settings]], stack: object, migrated: None, statement: str
) -> None:
    told = await copied("approvals")
    if "TEMPORARY" in statement:
        # Rights on a database are not copied with it: those of the real one count.
        told = Settings()
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        await asked(told, "approvals", statement)
