"""Many recommendations in a sheet: uploaded and checked as a whole, started, watched."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from chassis.errors import not_found
from chassis.store.base import AnyRow
from chassis.web.http import Caller, Language, Reading, Tx
from services.enrollment.api.file import form_of
from services.enrollment.api.recommendation.recommend import Recommender
from services.enrollment.commands.recommendation.imports import check, start
from services.enrollment.domain.recommendation.reading import SheetRead, read
from services.enrollment.domain.round.problems import unknown_round
from services.enrollment.queries.recommendation import imports as queries

router = APIRouter(prefix="/recommendation-imports", tags=["recommendations"])

LAST = 5
SHOWN = (
    "id", "round_id", "round_name", "file_name", "state", "total", "done", "uploaded_at", "started_at", "finished_at",
)  # fmt: skip
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "round_id"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "round_id": {"type": "string", "format": "uuid"},
                    },
                }
            }
        },
    }
}


@dataclass(frozen=True)
class Upload:
    """A workbook as it came, and what stands in it."""

    round_id: UUID
    name: str
    content: bytes
    sheet: SheetRead


async def _upload(request: Request, _: Recommender) -> Upload:
    """Read the workbook before a database connection is taken, in a thread, so that other requests are answered meanwhile."""
    name, content, fields = await form_of(request)
    try:
        round_id = UUID(fields.get("round_id", ""))
    except ValueError as error:
        raise unknown_round() from error
    return Upload(round_id, name, content, await asyncio.to_thread(read, content))


@router.post("", status_code=201, openapi_extra=FORM)
async def post_import(
    upload: Annotated[Upload, Depends(_upload)],
    caller: Caller,
    reach: Recommender,
    transaction: Tx,
    language: Language,
) -> dict[str, Any]:
    """Check a workbook of at most 10 MB and 2,000 rows; one wrong row, and none of it can be taken in."""
    import_id = await check(transaction, upload.round_id, upload.name, upload.content, upload.sheet, caller, reach)
    return await _view(transaction.connection, import_id, caller, language)


@router.get("")
async def list_imports(caller: Caller, connection: Reading) -> dict[str, Any]:
    """The caller's last ones."""
    rows = await queries.of_person(connection, caller.person_id, LAST)
    return {"items": [_standing(row) for row in rows], "next": None}


@router.get("/{import_id}")
async def one_import(import_id: UUID, caller: Caller, connection: Reading, language: Language) -> dict[str, Any]:
    """How far it is, and every fault: the row, the column, what is wrong and what to do."""
    return await _view(connection, import_id, caller, language)


@router.post("/{import_id}/start", status_code=202)
async def start_import(import_id: UUID, caller: Caller, transaction: Tx, language: Language) -> dict[str, Any]:
    """Take the rows in; starting twice is once."""
    await start(transaction, import_id, caller)
    return await _view(transaction.connection, import_id, caller, language)


async def _view(connection: Reading, import_id: UUID, caller: Caller, language: str) -> dict[str, Any]:
    row = await queries.find(connection, import_id)
    if row is None or row.uploaded_by != caller.person_id:
        raise not_found("没有这次导入。", "There is no such import.")
    faults = [
        {"row": each["row"], "column": each["column"], "code": each["code"], "detail": each[language]}
        for each in row.faults
    ]
    return _standing(row) | {"faults": faults}


def _standing(row: AnyRow) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in SHOWN}
    wrong = len(row.faults)
    return shown | {"wrong": wrong, "may_start": row.state == "CHECKED" and not wrong}
