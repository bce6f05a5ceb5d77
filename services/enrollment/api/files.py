"""Files of an application: taken in when their bytes are what they say, given out as downloads."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from chassis.errors import InvalidError, invalid_field, not_found
from chassis.web.http import Caller, Reading, Tx
from services.enrollment.api.parts import Seeing
from services.enrollment.commands.files import NewFile, attach, remove
from services.enrollment.domain import problems
from services.enrollment.domain.files import LARGEST, PAPERS, file_name, media_type
from services.enrollment.queries import files as queries

router = APIRouter(tags=["files"])

# What the multipart form adds around the file.
WRAPPING = 64 * 1024
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class Attached(BaseModel):
    """A file as it was taken in."""

    file_id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


async def uploaded(request: Request, _: Caller) -> NewFile:
    """The paper in the form field `file`."""
    file, _fields = await handed_in(request)
    return file


async def handed_in(request: Request, allowed: Mapping[str, str] = PAPERS) -> tuple[NewFile, dict[str, str]]:
    """The file, which must be what its name says, and the other fields of a form."""
    name, content, fields = await form_of(request)
    return NewFile(name, media_type(name, content, allowed), content), fields


async def form_of(request: Request) -> tuple[str, bytes, dict[str, str]]:
    """A file by its name and the other fields, read before a database connection is taken: a slow upload must not hold one."""
    _refuse_oversize(request)
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise _no_file()
            name, content = file_name(file.filename), await file.read(LARGEST + 1)
            fields = {field: value for field, value in form.items() if isinstance(value, str)}
    except (MultiPartException, HTTPException) as error:
        raise _no_file() from error
    return name, content, fields


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
    row = await queries.file(connection, application_id, file_id)
    if row is None or not _may_see(row, seeing):
        raise not_found("没有这个文件，或您无权查看。", "There is no such file, or it is not yours to see.")
    return as_download(row.name, row.sha256, row.media_type, await queries.content(connection, row.sha256))


def as_download(name: str, sha256: str, media_type: str, content: bytes) -> Response:
    """A file to be saved, never to be run."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{sha256}"',
    }
    return Response(content, media_type=media_type, headers=headers)


def _may_see(row: Any, seeing: Seeing) -> bool:
    if row.applicant_id == seeing.person_id:
        return True
    return row.frozen and seeing.reads.covers(row.county, row.school_id)


def _refuse_oversize(request: Request) -> None:
    """Raises TooLargeError before the body is read where its length is told."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > LARGEST + WRAPPING:
        raise problems.file_too_large(LARGEST)


def _no_file() -> InvalidError:
    return invalid_field("file", "no_file", "请选择一个文件。", "Choose one file, in the form field `file`.")
