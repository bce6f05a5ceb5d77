"""Files of an application."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.errors import not_found
from chassis.web.http import Caller, Reading, Tx
from services.enrollment.api.file import FORM, as_download, uploaded
from services.enrollment.api.parts import Seeing
from services.enrollment.commands.application.files import attach, remove
from services.enrollment.commands.file import NewFile
from services.enrollment.queries import file as contents
from services.enrollment.queries.application.file import file as file_of

router = APIRouter(tags=["files"])


class Attached(BaseModel):
    """A file as it was taken in."""

    file_id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


@router.post("/applications/{application_id}/files", status_code=201, openapi_extra=FORM)
async def upload(
    application_id: UUID, file: Annotated[NewFile, Depends(uploaded)], caller: Caller, transaction: Tx
) -> Attached:
    """Attach a PDF, JPEG or PNG of at most 10 MB to an application that can be edited."""
    row = await attach(transaction, application_id, caller.person_id, file)
    return Attached(file_id=row.id, name=row.name, size=row.size, media_type=row.media_type, sha256=row.sha256)


@router.delete("/applications/{application_id}/files/{file_id}", status_code=204)
async def take_off(application_id: UUID, file_id: UUID, caller: Caller, transaction: Tx) -> None:
    """Take a file off an application that can be edited."""
    await remove(transaction, application_id, caller.person_id, file_id)


@router.get("/applications/{application_id}/files/{file_id}", response_class=Response)
async def download(application_id: UUID, file_id: UUID, seeing: Seeing, connection: Reading) -> Response:
    """The file, as a download, for those who may see the case; what was never sent only for its author."""
    row = await file_of(connection, application_id, file_id)
    if row is None or not _may_see(row, seeing):
        raise not_found("没有这个文件，或您无权查看。", "There is no such file, or it is not yours to see.")
    return as_download(row.name, row.sha256, row.media_type, await contents.content(connection, row.sha256))


def _may_see(row: Any, seeing: Seeing) -> bool:
    if row.applicant_id == seeing.person_id:
        return True
    return row.frozen and seeing.reads.covers(row.county, row.school_id)
