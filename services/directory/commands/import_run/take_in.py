"""Bulk import: all rows or none, told row by row what is wrong."""

import hashlib
from dataclasses import asdict
from uuid import UUID

import orjson
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.clock import SHANGHAI
from chassis.errors import ConflictError, FieldError, InvalidError, Text
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Right
from services.directory.commands.entitled import require
from services.directory.commands.import_run.rows import Counts, store
from services.directory.credentials.password import is_hash
from services.directory.domain.import_run.entitlement import Importer, entitlement_faults
from services.directory.domain.import_run.faults import date_faults, row_faults
from services.directory.domain.import_run.rows import MOST_ROWS, Import
from services.directory.domain.import_run.settling import settled
from services.directory.models import ImportRun
from services.directory.queries import import_run as queries


async def take_in(transaction: Transaction, actor: Actor, import_id: UUID, given: Import) -> Counts:
    """Store the rows; answers how many of each kind came and how many changed something.

    The same id with the same rows finds the first answer. Raises ForbiddenError, InvalidError with a fault for each row that
    is wrong or not theirs to change, and ConflictError where the id was used for other rows.
    """
    # What one of them may change depends on what the one before has changed.
    await transaction.execute(select(func.pg_advisory_xact_lock(func.hashtext("imports"))))
    offices = await require(transaction.connection, Right.IMPORT_DIRECTORY, actor)
    _refuse_too_many(given)
    _refuse(date_faults(given))
    rows = settled(given, SHANGHAI)
    content_hash = hashlib.sha256(orjson.dumps(asdict(rows))).hexdigest()
    if not await _is_first(transaction, actor, import_id, content_hash):
        return await _earlier(transaction, import_id, content_hash)
    known = await queries.known(transaction.connection, rows)
    _refuse(row_faults(rows, known, is_hash))
    now = clock.business()
    stored = await queries.stored(transaction.connection, rows, now)
    _refuse(entitlement_faults(Importer(actor.person_id, offices), rows, stored, now))
    counts = await store(transaction, rows)
    await transaction.execute(update(ImportRun).where(ImportRun.id == import_id).values(counts=counts))
    return counts


async def _is_first(transaction: Transaction, actor: Actor, import_id: UUID, content_hash: str) -> bool:
    values = {
        "id": import_id,
        "imported_by": actor.person_id,
        "imported_at": clock.business(),
        "content_hash": content_hash,
        "counts": {},
    }
    statement = upsert(ImportRun).values(values).on_conflict_do_nothing().returning(ImportRun.id)
    return (await transaction.execute(statement)).one_or_none() is not None


async def _earlier(transaction: Transaction, import_id: UUID, content_hash: str) -> Counts:
    earlier_hash, counts = await queries.earlier_answer(transaction.connection, import_id)
    if earlier_hash != content_hash:
        text = Text(
            "这个导入编号已用于另一批数据，请换一个新编号。", "This import id was used for other rows; make a new id."
        )
        raise ConflictError("import_id_used", text)
    return counts


def _refuse_too_many(given: Import) -> None:
    if given.row_count > MOST_ROWS:
        text = Text(
            f"一次最多导入 {MOST_ROWS} 行，收到 {given.row_count} 行，请分批导入。",
            f"At most {MOST_ROWS} rows at once, not {given.row_count}; send them in several parts.",
        )
        raise InvalidError("too_many_rows", text)


def _refuse(faults: list[FieldError]) -> None:
    if faults:
        text = Text(
            f"有 {len(faults)} 处错误，本批数据未导入，请逐行修改。",
            f"{len(faults)} faults; nothing was imported. Mend the rows named.",
        )
        raise InvalidError("invalid_rows", text, tuple(faults))
