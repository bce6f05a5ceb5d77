"""Many recommendations in a sheet: checked as a whole, then taken in row by row by a job that may be interrupted."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from casework.holding import holds_of
from chassis import clock
from chassis.errors import ConflictError, not_found
from chassis.formats import NewFile
from chassis.ids import uuid7
from chassis.store.database import Transaction
from chassis.store.files import keep
from chassis.store.jobs import Item, Job, try_again
from chassis.store.jobs import start as start_job
from chassis.web.auth import Actor
from contracts.authority import Reach, Right, may
from contracts.rules import FOUR_ATTESTATIONS
from services.enrollment.commands.recommendation.recommend import open_round
from services.enrollment.domain.recommendation import problems
from services.enrollment.domain.recommendation.columns import NAME
from services.enrollment.domain.recommendation.faults import Fault, fault
from services.enrollment.domain.recommendation.judgement import Bonds, Meant, StudioOffered, Teacher, judge, obstacles
from services.enrollment.domain.recommendation.reading import SheetRead
from services.enrollment.domain.round.standing import RoundFacts
from services.enrollment.models import Recommendation, RecommendationImport
from services.enrollment.queries.recommendation import facts as queries
from services.enrollment.queries.recommendation import imports

KIND: Final = "recommendation_import"


async def check(
    transaction: Transaction, round_id: UUID, file: NewFile, sheet: SheetRead, by: Actor, reach: Reach
) -> UUID:
    """Judge a sheet and keep it with its faults; where there are none, with its rows. Nothing is recommended yet.

    Raises ConflictError `round_closed`, `round_not_open`, InvalidError `unknown_round`.
    """
    round_ = await open_round(transaction, round_id, clock.business())
    names = {row.name for row in sheet.rows if row.name is not None}
    book = await queries.book(transaction.connection, reach, round_id, names)
    # Whom the rows mean is known only now; to whom they are bound, only then.
    teacher_ids = {meant.teacher.id for meant in judge(sheet.rows, book, Bonds(), by.person_id)[0]}
    bonds = await queries.bonds(transaction.connection, round_, teacher_ids)
    meant, found = judge(sheet.rows, book, bonds, by.person_id)
    faults = sorted([*sheet.faults, *found], key=lambda each: each.row)
    told = {
        "round_id": round_id,
        "total": len(sheet.rows),
        "faults": [each.kept() for each in faults],
        "rows": [] if faults else [_row(each) for each in meant],
    }
    return await keep(transaction, RecommendationImport, file, by.person_id, **told)


def _row(meant: Meant) -> dict[str, Any]:
    return {
        "row": meant.number,
        "studio_id": str(meant.studio.id),
        "teacher_id": str(meant.teacher.id),
        "school_id": str(meant.teacher.school.id),
        "reason": meant.reason,
    }


async def start(transaction: Transaction, import_id: UUID, by: Actor) -> None:
    """Let the job run; starting it twice is once, and starts again what only faults kept from being done.

    Raises NotFoundError, ConflictError `has_faults`, `round_closed`.
    """
    sheet = await imports.find(transaction.connection, import_id)
    if sheet is None or sheet.added_by != by.person_id:
        raise not_found("没有这次导入。", "There is no such import.")
    if sheet.started_at is not None:
        await try_again(transaction, import_id)
        return
    if sheet.faults:
        raise problems.has_faults(len(sheet.faults))
    await open_round(transaction, sheet.round_id, clock.business())
    rows = await imports.rows(transaction.connection, import_id)
    job = Job(import_id, KIND, by.person_id, by.name, {"round_id": str(sheet.round_id)})
    await start_job(transaction, job, [Item(UUID(row["teacher_id"]), row) for row in rows])


async def take_in(transaction: Transaction, job: Job, item: Item) -> None:
    """Recommend the teacher of one row. Facts may have changed since the check, so it is judged again.

    Raises RowRefusedError with the first thing that stands against it by now.
    """
    number, now = item.asked["row"], clock.business()
    try:
        round_ = await open_round(transaction, UUID(job.asked["round_id"]), now)
    except ConflictError as error:
        raise problems.RowRefusedError(fault("round_closed", row=number)) from error
    teacher, studio, bonds = await _facts(transaction, round_, item)
    against = _against(item, teacher, studio, bonds, job.started_by)
    if not against and teacher is not None and not await _still_may(transaction, job.started_by, teacher):
        against = [fault("not_yours", NAME.words)]
    if against:
        raise problems.RowRefusedError(replace(against[0], row=number))
    row = {
        "id": uuid7(),
        "round_id": round_.id,
        "studio_id": studio.id,
        "teacher_id": item.subject,
        "school_id": UUID(item.asked["school_id"]),
        "reason": item.asked["reason"],
        "attestations": list(FOUR_ATTESTATIONS),
        "recommended_by": job.started_by,
        "recommended_by_name": job.started_by_name,
        "recommended_at": now,
    }
    made = await transaction.execute(insert(Recommendation).values(row).on_conflict_do_nothing())
    if not made.rowcount:
        # Recommended one by one at this very moment.
        raise problems.RowRefusedError(fault("already_recommended", NAME.words, number, studio=studio.name))


async def _still_may(transaction: Transaction, person_id: UUID, teacher: Teacher) -> bool:
    """Whether whoever began the job holds the office still that recommends for the teacher's school."""
    holds = await holds_of(transaction.connection, person_id, clock.business())
    offices = [hold.office_key for hold in holds]
    return may(Right.RECOMMEND_TEACHERS, offices, teacher.school.county, teacher.school.id)


async def _facts(
    transaction: Transaction, round_: RoundFacts, item: Item
) -> tuple[Teacher | None, StudioOffered, Bonds]:
    studio_id = UUID(item.asked["studio_id"])
    teachers = await queries.teachers(transaction.connection, {item.subject})
    studios = await queries.studios(transaction.connection, round_.id, {studio_id})
    bonds = await queries.bonds(transaction.connection, round_, {item.subject})
    return teachers.get(item.subject), studios[studio_id], bonds


def _against(item: Item, teacher: Teacher | None, studio: StudioOffered, bonds: Bonds, by: UUID) -> list[Fault]:
    if teacher is None:
        return [fault("teacher_gone", NAME.words)]
    if teacher.school.id != UUID(item.asked["school_id"]):
        return [fault("teacher_elsewhere", NAME.words, value=teacher.name, school=teacher.school.name)]
    return obstacles(teacher, studio, bonds, by)
