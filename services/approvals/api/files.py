"""Files that go with decisions."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Response, UploadFile
from pydantic import BaseModel, ConfigDict

from chassis import clock
from chassis.web.http import Caller, Reading, Tx
from services.approvals.commands.decision import Decider
from services.approvals.commands.files import MOST_BYTES, add_file
from services.approvals.domain import problems
from services.approvals.queries.case import find
from services.approvals.queries.files import stored

router = APIRouter(tags=["files"])


class FileOut(BaseModel):
    """A file as it was taken in; `size` in bytes."""

    model_config = ConfigDict(from_attributes=True)

    file_id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


@router.post("/tasks/{task_id}/files", status_code=201)
async def post_file(task_id: UUID, transaction: Tx, caller: Caller, file: Annotated[UploadFile, File()]) -> FileOut:
    """Add a PDF, JPEG or PNG of at most 10 MB; the decision names it by its id."""
    data = await file.read(MOST_BYTES + 1)
    added = await add_file(transaction, Decider(caller.person_id, caller.name), task_id, file.filename or "", data)
    return FileOut.model_validate(added)


@router.get("/files/{file_id}", response_class=Response)
async def get_file(file_id: UUID, reading: Reading, caller: Caller) -> Response:
    """Download a file of a case one may see; one not handed in yet only by who added it."""
    found = await stored(reading, file_id)
    if found is None:
        raise problems.no_such_file()
    if found.uploaded_by != caller.person_id:
        seen = await find(reading, found.case_id, caller.person_id, clock.business())
        if seen is None or found.decision_id is None:
            raise problems.no_such_file()
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Response(found.data, media_type=found.media_type, headers=headers)
