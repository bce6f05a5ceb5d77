"""Files: sent on to the service that keeps them, and shown to those who may see them."""

from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from services.portal.frame.calls import Call
from services.portal.frame.headers import FILE_POLICY
from services.portal.frame.typed import Typed
from services.portal.frame.visit import Visit

SHOWN_HERE = {"application/pdf", "image/jpeg", "image/png"}


def part(upload: UploadFile) -> dict[str, tuple[str | None, Any, str]]:
    """A chosen file as a part of what is sent on."""
    return {"file": (upload.filename, upload.file, upload.content_type or "application/octet-stream")}


async def pass_on[Answer](visit: Visit, form: Typed, call: Call[Answer], *places: str) -> list[Answer]:
    """Send each chosen file to the service; raises ProblemError with what is wrong with the first bad one."""
    return [await visit.api.hand_in(call, *places, files=part(upload)) for upload in form.chosen("file")]


async def show(visit: Visit, request: Request, call: Call[Any], *places: str | int) -> Response:
    """The file as it is; a picture or a PDF may be looked at here, everything else is saved."""
    found = await visit.api.fetch(call, *places)
    media_type = found.headers.get("content-type", "application/octet-stream").partition(";")[0]
    here = media_type in SHOWN_HERE and "download" not in request.query_params
    name = request.query_params.get("name", "file")
    headers = {
        "Content-Disposition": f"{'inline' if here else 'attachment'}; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": FILE_POLICY,
    }
    return Response(found.content, media_type=media_type, headers=headers)


async def sheet(visit: Visit, call: Call[Any], *places: str, **query: Any) -> Response:
    """A spreadsheet of exactly what the page shows."""
    found = await visit.api.fetch(call, *places, **query)
    headers = {"Content-Disposition": found.headers["content-disposition"]}
    return Response(found.content, media_type=found.headers["content-type"], headers=headers)
