"""Files of an application."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from chassis.errors import not_found
from chassis.formats import PAPERS, NewFile
from chassis.store.files import content_of
from chassis.web.files import FORM, FileView, as_download, uploaded
from chassis.web.http import Caller, Reading, Tx
from services.enrollment.api.parts import Seeing, taken
from services.enrollment.commands.application.files import attach, remove
from services.enrollment.queries.application.file import file as file_of

router = APIRouter(tags=["files"])


@router.post("/applications/{application_id}/files", status_code=201, openapi_extra=FORM)
async def upload(
    application_id: UUID, file: Annotated[NewFile, Depends(uploaded(PAPERS))], caller: Caller, transaction: Tx
) -> FileView:
    """Attach a PDF, JPEG or PNG of at most 10 MB to an application that can be edited."""
    file_id = await attach(transaction, application_id, caller.person_id, file)
    return taken(file_id, file)


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
    return as_download(row.name, row.sha256, row.media_type, await content_of(connection, row.sha256))


def _may_see(row: Any, seeing: Seeing) -> bool:
    if row.applicant_id == seeing.person_id:
        return True
    return row.frozen and seeing.reads.covers(row.county, row.school_id)
