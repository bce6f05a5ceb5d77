"""Rosters and the register as spreadsheets: exactly what the caller sees on the page."""

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from chassis import clock
from chassis.sheets.writing import Sheet, Value
from chassis.web.http import Reading, Tx
from services.enrollment.api.member.register import MemberQuery
from services.enrollment.api.member.views import registered
from services.enrollment.api.parts import Seeing
from services.enrollment.api.workbook import SPREADSHEET, download
from services.enrollment.domain.development_plan.problems import PLAN_STATES
from services.enrollment.domain.member.problems import MEMBERSHIP_STATES
from services.enrollment.domain.member.roster import seen_members
from services.enrollment.domain.studio.problems import no_such_studio
from services.enrollment.queries.member import register
from services.enrollment.queries.studio import seen as studios

router = APIRouter(tags=["members"])

OF_STUDIO: Final = [("县", 10), ("工作室", 34), ("主持人", 12)]
OF_MEMBER: Final = [
    ("姓名", 12), ("学校", 28), ("手机号码", 14), ("申请编号", 18), ("状态", 14), ("录取日期", 12), ("结束日期", 12),
    ("成长规划", 28), ("规划年限（年）", 14), ("规划状态", 16), ("规划上传日期", 14),
]  # fmt: skip


@router.get("/studios/{studio_id}/roster.xlsx", response_class=StreamingResponse, responses=SPREADSHEET)
async def roster(studio_id: UUID, seeing: Seeing, connection: Reading) -> StreamingResponse:
    """The roster of a studio, as `GET /studios/{id}/roster` shows it to the caller."""
    studio = await studios.studio(connection, seeing, studio_id, clock.business())
    if studio is None:
        raise no_such_studio()
    members = seen_members(seeing, await register.roster(connection, studio_id))
    sheet = Sheet("学员名册", OF_MEMBER)
    await asyncio.to_thread(sheet.extend, [_of_member(member) for member in members])
    return download(sheet, f"{studio.name}学员名册.xlsx")


@router.get("/members.xlsx", response_class=StreamingResponse, responses=SPREADSHEET)
async def whole_register(seeing: Seeing, transaction: Tx, wanted: Annotated[MemberQuery, Query()]) -> StreamingResponse:
    """The register of a county or the city, all of it, narrowed as the list is."""
    sheet = Sheet("学员名册", OF_STUDIO + OF_MEMBER)
    async for rows in register.whole_register(transaction.connection, seeing, wanted.narrowed()):
        members = [registered(row, seeing) for row in rows]
        await asyncio.to_thread(sheet.extend, [_of_studio(member) + _of_member(member) for member in members])
    return download(sheet, "学员名册.xlsx")


def _of_studio(member: dict[str, Any]) -> list[Value]:
    return [member["county_name"] or member["county"], member["studio"]["name"], member["studio"]["host_name"]]


def _of_member(member: dict[str, Any]) -> list[Value]:
    plan = member["plan"] or dict.fromkeys(("title", "years", "state", "uploaded_at"))
    return [
        member["name"],
        member["school_name"],
        member["phone"],
        member["case_no"],
        MEMBERSHIP_STATES[member["state"]].zh,
        member["admitted_at"],
        member["ended_at"],
        plan["title"],
        plan["years"],
        PLAN_STATES[plan["state"]].zh if plan["state"] else None,
        plan["uploaded_at"],
    ]
