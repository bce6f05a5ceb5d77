"""Many recommendations in a sheet: checked as a whole, then taken in some rows at a time by a job that may be interrupted."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert as plain_insert
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from chassis import clock, correlation
from chassis.errors import ConflictError, not_found
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Reach
from contracts.rules import FOUR_ATTESTATIONS
from services.enrollment.commands.recommendation.recommend import open_round
from services.enrollment.domain.recommendation import problems
from services.enrollment.domain.recommendation.columns import NAME
from services.enrollment.domain.recommendation.faults import Fault, fault
from services.enrollment.domain.recommendation.judgement import Bonds, Meant, StudioOffered, Teacher, judge, obstacles
from services.enrollment.domain.recommendation.reading import SheetRead
from services.enrollment.domain.round.standing import RoundFacts
from services.enrollment.models import FileContent, Recommendation, RecommendationImport, RecommendationImportRow
from services.enrollment.queries.recommendation import facts as queries
from services.enrollment.queries.recommendation import imports

# A transaction holds so many rows: short enough that nobody waits for it, long enough to be quick.
CHUNK = 100


async def check(
    transaction: Transaction, round_id: UUID, name: str, content: bytes, sheet: SheetRead, by: Actor, reach: Reach
) -> UUID:
    """Judge a sheet and keep it with its faults; where there are none, with its rows. Nothing is recommended yet.

    Raises ConflictError `round_closed`, `round_not_open`, InvalidError `unknown_round`.
    """
    now = clock.business()
    round_ = await open_round(transaction, round_id, now)
    names = {row.name for row in sheet.rows if row.name is not None}
    book = await queries.book(transaction.connection, reach, round_id, names)
    # Whom the rows mean is known only now; to whom they are bound, only then.
    teacher_ids = {meant.teacher.id for meant in judge(sheet.rows, book, Bonds(), by.person_id)[0]}
    bonds = await queries.bonds(transaction.connection, round_, teacher_ids)
    meant, found = judge(sheet.rows, book, bonds, by.person_id)
    faults = sorted([*sheet.faults, *found], key=lambda each: each.row)
    job = {"round_id": round_id, "file_name": name, "uploaded_at": now, "total": len(sheet.rows)}
    import_id = await _keep(transaction, content, job | {"faults": [each.kept() for each in faults]}, by)
    if not faults:
        await transaction.execute(plain_insert(RecommendationImportRow), [_row(import_id, each) for each in meant])
    return import_id


async def _keep(transaction: Transaction, content: bytes, job: dict[str, Any], by: Actor) -> UUID:
    sha256 = hashlib.sha256(content).hexdigest()
    bytes_ = insert(FileContent).values(sha256=sha256, content=content).on_conflict_do_nothing()
    await transaction.execute(bytes_)
    row = job | {
        "id": uuid7(),
        "sha256": sha256,
        "uploaded_by": by.person_id,
        "uploaded_by_name": by.name,
        "state": "CHECKED",
        "correlation_id": correlation.current(),
    }
    made = plain_insert(RecommendationImport).values(row).returning(RecommendationImport.id)
    import_id: UUID = (await transaction.execute(made)).scalar_one()
    return import_id


def _row(import_id: UUID, meant: Meant) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "number": meant.number,
        "studio_id": meant.studio.id,
        "teacher_id": meant.teacher.id,
        "school_id": meant.teacher.school.id,
        "reason": meant.reason,
    }


async def start(transaction: Transaction, import_id: UUID, by: Actor) -> None:
    """Let the job run; starting it twice is once.

    Raises NotFoundError, ConflictError `has_faults`, `round_closed`.
    """
    job = await imports.find(transaction.connection, import_id)
    if job is None or job.uploaded_by != by.person_id:
        raise not_found("没有这次导入。", "There is no such import.")
    if job.faults and job.state == "CHECKED":
        raise problems.has_faults(len(job.faults))
    if job.state != "CHECKED":
        return
    now = clock.business()
    await open_round(transaction, job.round_id, now)
    starting = update(RecommendationImport).where(
        RecommendationImport.id == import_id, RecommendationImport.state == "CHECKED"
    )
    await transaction.execute(starting.values(state="RUNNING", started_at=now))


async def take_in_some(transaction: Transaction) -> bool:
    """Take in the next rows of a job and note how far it is, in the same transaction; False when none is waiting.

    Facts may have changed since the check: each row is judged again, and one that has become impossible is told.
    """
    job = await imports.lock_next(transaction.connection)
    if job is None:
        return False
    correlation.begin(job.correlation_id)
    now = clock.business()
    rows = await imports.rows(transaction.connection, job.id, job.done, CHUNK)
    try:
        round_ = await open_round(transaction, job.round_id, now)
    except ConflictError:
        late = [fault("round_closed", row=row.number) for row in rows]
    else:
        late = await _recommend(transaction, job, round_, rows, now)
    done = job.done + len(rows)
    over = done >= job.total
    noting = update(RecommendationImport).where(RecommendationImport.id == job.id)
    told = RecommendationImport.faults.concat([each.kept() for each in late])
    await transaction.execute(
        noting.values(done=done, faults=told, state="DONE" if over else "RUNNING", finished_at=now if over else None)
    )
    return True


async def _recommend(
    transaction: Transaction, job: AnyRow, round_: RoundFacts, rows: Sequence[AnyRow], now: datetime
) -> list[Fault]:
    """Recommend those rows that are still right; every other one with the first thing that stands against it."""
    teacher_ids = {row.teacher_id for row in rows}
    teachers = await queries.teachers(transaction.connection, teacher_ids)
    studios = await queries.studios(transaction.connection, round_.id, {row.studio_id for row in rows})
    bonds = await queries.bonds(transaction.connection, round_, teacher_ids)
    found, good = list[Fault](), list[AnyRow]()
    for row in rows:
        teacher, studio = teachers.get(row.teacher_id), studios[row.studio_id]
        against = _against(row, teacher, studio, bonds, job.uploaded_by)
        if against:
            found.append(replace(against[0], row=row.number))
        else:
            good.append(row)
    made = await _insert(transaction, job, good, now) if good else set()
    # Recommended one by one at this very moment.
    second = [fault("already_recommended", NAME.words, row.number, studio=studios[row.studio_id].name)
              for row in good if row.teacher_id not in made]  # fmt: skip
    return found + second


def _against(row: AnyRow, teacher: Teacher | None, studio: StudioOffered, bonds: Bonds, by: UUID) -> list[Fault]:
    if teacher is None:
        return [fault("teacher_gone", NAME.words)]
    if teacher.school.id != row.school_id:
        return [fault("teacher_elsewhere", NAME.words, value=teacher.name, school=teacher.school.name)]
    return obstacles(teacher, studio, bonds, by)


async def _insert(transaction: Transaction, job: AnyRow, rows: Sequence[AnyRow], now: datetime) -> set[UUID]:
    told = {
        "round_id": job.round_id,
        "attestations": list(FOUR_ATTESTATIONS),
        "recommended_by": job.uploaded_by,
        "recommended_by_name": job.uploaded_by_name,
        "recommended_at": now,
    }
    each = ("studio_id", "teacher_id", "school_id", "reason")
    values = [told | {"id": uuid7()} | {name: getattr(row, name) for name in each} for row in rows]
    statement = insert(Recommendation).values(values).on_conflict_do_nothing()
    return set(await transaction.connection.scalars(statement.returning(Recommendation.teacher_id)))
