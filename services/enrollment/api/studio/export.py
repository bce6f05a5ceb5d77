"""The list of studios as a spreadsheet: exactly what the caller sees on the page, all pages of it."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from chassis import clock
from chassis.sheets.writing import Sheet, Value
from chassis.store.base import AnyRow
from chassis.web.http import Tx
from services.enrollment.api.parts import Seeing
from services.enrollment.api.studio.lists import StudioQuery
from services.enrollment.api.workbook import SPREADSHEET, download
from services.enrollment.domain.studio.problems import STATES
from services.enrollment.queries.studio import seen as studios

router = APIRouter(tags=["studios"])

COLUMNS: Final = [
    ("工作室", 34), ("主持人", 12), ("主持人所在学校", 28), ("县", 10), ("学段", 8), ("学科", 12), ("类别", 10),
    ("设站学校", 28), ("状态", 26), ("学员人数", 10), ("最低人数", 10), ("还缺人数", 10), ("在办申请", 10),
]  # fmt: skip


@router.get("/studios.xlsx", response_class=StreamingResponse, responses=SPREADSHEET)
async def studio_list(seeing: Seeing, transaction: Tx, wanted: Annotated[StudioQuery, Query()]) -> StreamingResponse:
    """All of the list, narrowed as the page is."""
    sheet = Sheet("工作室", COLUMNS)
    async for rows in studios.whole_list(transaction.connection, seeing, wanted.narrowed(), clock.business()):
        await asyncio.to_thread(sheet.extend, [_cells(row) for row in rows])
    return download(sheet, "工作室.xlsx")


def _cells(row: AnyRow) -> list[Value]:
    return [
        row.name,
        row.host_name,
        row.host_school_name,
        row.county_name or row.county,
        row.school_level,
        row.subject,
        row.track,
        row.base_school_name,
        STATES[row.state].zh,
        row.members,
        row.minimum,
        row.minimum - row.members if row.short else 0,
        row.under_way,
    ]
