"""What the service may do with a table that it does not own, where that is less than to read and write its rows."""

from alembic import op


def append_only(table: str, *, but: tuple[str, ...] = ()) -> None:
    """Rows of this table are added and read; none is taken out, and nothing is changed but these columns."""
    role = op.get_context().opts["running_role"]
    op.execute(f'REVOKE UPDATE, DELETE ON {table} FROM "{role}"')
    if but:
        op.execute(f'GRANT UPDATE ({", ".join(but)}) ON {table} TO "{role}"')
