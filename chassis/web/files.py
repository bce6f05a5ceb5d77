"""Files over HTTP: an upload is measured before it is read and read before a connection is taken; a download never runs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from chassis.errors import InvalidError, invalid_field
from chassis.formats import MOST_BYTES, PAPERS, Format, NewFile, checked, too_large
from chassis.web.http import Caller

# What the multipart form adds around the file.
WRAPPING: Final = 64 * 1024
MOST_FIELDS: Final = 5


def form_with(**fields: dict[str, Any]) -> dict[str, Any]:
    """For routes that take an upload, `openapi_extra`: a form with a file and these other fields, each by its schema."""
    properties = {"file": {"type": "string", "format": "binary"}, **fields}
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


FORM: Final = form_with()


class FileView(BaseModel):
    """A file as it was taken in; `size` in bytes."""

    model_config = ConfigDict(from_attributes=True)

    file_id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A form as it was sent: the name and the bytes of its file, and its other fields."""

    name: str | None
    content: bytes
    fields: dict[str, str]


async def upload(request: Request, _: Caller) -> Upload:
    """The form with its field `file`, of a caller who is signed in.

    As a dependency it must come before `Tx`: a slow upload holds no database connection.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MOST_BYTES + WRAPPING:
        raise too_large()
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise _no_file()
            content = await file.read(MOST_BYTES + 1)
            fields = {field: value for field, value in form.items() if isinstance(value, str)}
    except (MultiPartException, HTTPException) as error:
        raise _no_file() from error
    return Upload(file.filename, content, fields)


def uploaded(allowed: Sequence[Format] = PAPERS) -> Callable[..., Awaitable[NewFile]]:
    """A dependency: the file of the form, which is one of these kinds and has the name of one."""

    async def take(request: Request, caller: Caller) -> NewFile:
        sent = await upload(request, caller)
        return checked(sent.name, sent.content, allowed)

    return take


def as_download(name: str, sha256: str, media_type: str, content: bytes) -> Response:
    """A file to be saved, never to be shown or run by the browser."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": f'"{sha256}"',
    }
    return Response(content, media_type=media_type, headers=headers)


def _no_file() -> InvalidError:
    return invalid_field("file", "no_file", "请选择一个文件。", "Choose one file, in the form field `file`.")
