"""Spreadsheets to be saved."""

from typing import Any, Final
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from chassis.sheets.writing import MEDIA_TYPE, Sheet

SPREADSHEET: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}


def download(sheet: Sheet, name: str) -> StreamingResponse:
    """A finished sheet, to be saved under this name."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(sheet.content(), media_type=MEDIA_TYPE, headers=headers)
