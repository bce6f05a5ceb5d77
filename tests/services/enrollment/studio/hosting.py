"""A studio's host is changed by the municipal office."""

from typing import Any
from uuid import UUID

import httpx2

from chassis.ids import uuid7
from contracts.events.directory import SchoolRegistered
from tests.services.enrollment.programme import Programme
from tests.services.enrollment.studio.nominating import DISTRICT, PNG

TITLE = {"title_name": "温州市名教师", "title_level": "municipal", "reason": "原主持人调任"}


async def successor(programme: Programme, county: str = DISTRICT) -> UUID:
    """Somebody from outside who may take over."""
    person, school = uuid7(), uuid7()
    await programme.hear(
        SchoolRegistered(school_id=school, name="温州市城西小学", county=county, school_levels=("小学",))
    )
    await programme.register(person, "陈望舒", school)
    return person


async def new_host(programme: Programme, studio: UUID, person: UUID, **changes: Any) -> httpx2.Response:
    """Have somebody take over, with a certificate unless told otherwise."""
    clerk = programme.city
    if "file_ids" not in changes:
        sent = {"file": ("证书.png", PNG, "image/png")}
        answer = await programme.client.post(f"/nominations/{studio}/files", headers=clerk, files=sent)
        changes["file_ids"] = [answer.json()["file_id"]]
    body = TITLE | {"person_id": str(person)} | changes
    return await programme.call("POST", f"/studios/{studio}/host", clerk, body)
