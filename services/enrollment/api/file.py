"""Files taken in when their bytes are what they say, and given out as downloads."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from chassis.errors import InvalidError, invalid_field
from chassis.web.http import Caller
from services.enrollment.commands.file import NewFile
from services.enrollment.domain.file import LARGEST, PAPERS, file_name, file_too_large, media_type

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


def _refuse_oversize(request: Request) -> None:
    """Raises TooLargeError before the body is read where its length is told."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > LARGEST + WRAPPING:
        raise file_too_large(LARGEST)


def _no_file() -> InvalidError:
    return invalid_field("file", "no_file", "请选择一个文件。", "Choose one file, in the form field `file`.")
