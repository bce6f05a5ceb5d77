"""Many recommendations in a sheet: uploaded and checked as a whole, started, watched."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from casework.gate import reaches
from chassis.errors import not_found
from chassis.formats import Format, NewFile, file_name
from chassis.store.base import AnyRow
from chassis.web.files import form_with, upload
from chassis.web.http import Caller, Language, Reading, Tx
from contracts.authority import Right
from services.enrollment.api.parts import Items, View
from services.enrollment.api.recommendation.recommend import Recommender
from services.enrollment.commands.recommendation.imports import check, start
from services.enrollment.domain.recommendation.reading import SheetRead, read
from services.enrollment.domain.round.problems import unknown_round
from services.enrollment.queries.recommendation import imports as queries

router = APIRouter(prefix="/recommendation-imports", tags=["recommendations"])

LAST = 5
FORM = form_with(round_id={"type": "string", "format": "uuid"})


class ImportListed(View):
    """A sheet and how far it is; `wrong` counts its faults, those found on the way in too."""

    id: UUID
    round_id: UUID
    round_name: str
    file_name: str
    state: Literal["CHECKED", "RUNNING", "DONE"]
    total: int
    done: int
    uploaded_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    wrong: int
    may_start: bool


class FaultView(View):
    """What is wrong in a row, and what to do; `column` is empty where the row as a whole is meant."""

    row: int
    column: str
    code: str
    detail: str


class ImportView(ImportListed):
    """A sheet with every fault."""

    faults: list[FaultView]


@dataclass(frozen=True)
class Sheet:
    """A workbook as it came, and what stands in it."""

    round_id: UUID
    file: NewFile
    read: SheetRead


async def _sheet(request: Request, caller: Caller, _: Recommender) -> Sheet:
    """Read the workbook before a database connection is taken."""
    sent = await upload(request, caller)
    try:
        round_id = UUID(sent.fields.get("round_id", ""))
    except ValueError as error:
        raise unknown_round() from error
    sha256 = hashlib.sha256(sent.content).hexdigest()
    file = NewFile(file_name(sent.name), Format.WORKBOOK.media_type, sent.content, sha256)
    return Sheet(round_id, file, await read(sent.content))


@router.post("", status_code=201, openapi_extra=FORM)
async def post_import(
    sheet: Annotated[Sheet, Depends(_sheet)],
    caller: Caller,
    transaction: Tx,
    language: Language,
) -> ImportView:
    """Check a workbook of at most 10 MB and 2,000 rows; one wrong row, and none of it can be taken in."""
    within = await reaches(transaction.connection, caller.person_id, Right.RECOMMEND_TEACHERS)
    import_id = await check(transaction, sheet.round_id, sheet.file, sheet.read, caller, within)
    return await _view(transaction.connection, import_id, caller, language)


@router.get("")
async def list_imports(caller: Caller, connection: Reading) -> Items[ImportListed]:
    """The caller's last ones."""
    rows = await queries.of_person(connection, caller.person_id, LAST)
    return Items(items=[_listed(row) for row in rows])


@router.get("/{import_id}")
async def one_import(import_id: UUID, caller: Caller, connection: Reading, language: Language) -> ImportView:
    """How far it is, and every fault: the row, the column, what is wrong and what to do."""
    return await _view(connection, import_id, caller, language)


@router.post("/{import_id}/start", status_code=202)
async def start_import(import_id: UUID, caller: Caller, transaction: Tx, language: Language) -> ImportView:
    """Take the rows in; starting twice is once. What failed for faults of the system alone is tried again."""
    await reaches(transaction.connection, caller.person_id, Right.RECOMMEND_TEACHERS)
    await start(transaction, import_id, caller)
    return await _view(transaction.connection, import_id, caller, language)


async def _view(connection: Reading, import_id: UUID, caller: Caller, language: str) -> ImportView:
    row = await queries.find(connection, import_id)
    if row is None or row.added_by != caller.person_id:
        raise not_found("没有这次导入。", "There is no such import.")
    late = await queries.not_taken_in(connection, import_id) if row.failed else []
    faults = [
        FaultView(row=each["row"], column=each["column"], code=each["code"], detail=each[language])
        for each in (*row.faults, *late)
    ]
    return ImportView(**_listed(row).model_dump(), faults=faults)


def _listed(row: AnyRow) -> ImportListed:
    wrong = len(row.faults) + row.failed
    return ImportListed(
        id=row.file_id,
        round_id=row.round_id,
        round_name=row.round_name,
        file_name=row.name,
        state=row.state,
        total=row.total,
        done=row.done,
        uploaded_at=row.added_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        wrong=wrong,
        may_start=bool(row.given_up) or (row.state == "CHECKED" and not wrong),
    )
