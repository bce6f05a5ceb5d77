"""The loans' table, and every change of a row with the news of it, in one transaction."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Identity, bindparam, func, literal, literal_column, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.canonical import content_hash
from chassis.store.base import TYPES, AnyRow, new_metadata
from chassis.store.database import Transaction
from contracts.cases import Deed
from tests.system.lending.caretaker import loan


class Base(DeclarativeBase):
    """Declares the table; statements are Core."""

    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES


class Loan(Base):
    """A loan that was asked for."""

    __tablename__ = "loans"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    asked: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    asked_at: Mapped[datetime]
    asker_id: Mapped[UUID]
    asker_name: Mapped[str]
    plan: Mapped[dict[str, Any]]
    until: Mapped[datetime | None]
    taken: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")


ALL = select(*Loan.__table__.columns)
# Nobody corrects what was asked for.
_TAKEN = func.jsonb_path_query_array(Loan.taken, literal_column("'$[*].decision_id'"), type_=JSONB).label("taken")
ON_FILE = select(Loan.plan, Loan.content_hash, literal(1).label("revision"), _TAKEN).where(
    Loan.case_id == bindparam("case_id")
)


async def find(connection: AsyncConnection, case_id: UUID) -> AnyRow | None:
    """A loan as it is."""
    return (await connection.execute(ALL.where(Loan.case_id == case_id))).one_or_none()


async def held(transaction: Transaction, case_id: UUID) -> AnyRow | None:
    """The same, locked."""
    return (await transaction.execute(ALL.where(Loan.case_id == case_id).with_for_update())).one_or_none()


async def begin(transaction: Transaction, now: datetime, deed: Deed, **columns: Any) -> None:
    """A new loan, once however often it is asked for."""
    hash_ = content_hash(columns["asked"])
    making = insert(Loan).values(version=1, asked_at=now, content_hash=hash_, **columns).on_conflict_do_nothing()
    made = (await transaction.execute(making.returning(*Loan.__table__.columns))).one_or_none()
    if made is not None:
        transaction.emit(loan.news(made, now, deed=deed, shown=True), subject=made.case_id, version=made.version)


async def change(
    transaction: Transaction,
    row: AnyRow,
    now: datetime,
    *,
    by_run: bool = False,
    deed: Deed | None = None,
    shown: bool = False,
    **columns: Any,
) -> AnyRow:
    """Change a locked loan, and tell of it."""
    changing = update(Loan).where(Loan.case_id == row.case_id).values(version=row.version + 1, **columns)
    changed = (await transaction.execute(changing.returning(*Loan.__table__.columns))).one()
    said = loan.news(changed, now, by_run=by_run, deed=deed, shown=shown)
    transaction.emit(said, subject=changed.case_id, version=changed.version)
    return changed
