"""For a host: members, window and plans of each studio, each one click away."""

import asyncio
from typing import Any

from contracts.offices import Role
from services.portal.frame.asked.members import MEMBERS, MemberPage
from services.portal.frame.asked.studios import STUDIO
from services.portal.frame.asked.windows import WINDOW
from services.portal.frame.visit import Visit
from services.portal.pages.home.part import Part, Presses, scopes


async def hosting(visit: Visit) -> Part | None:
    """All studios the person hosts."""
    hosted = scopes(visit, Role.HOST)
    if not hosted:
        return None
    plans, *studios = await asyncio.gather(
        visit.api.get(MEMBERS, state="ACTIVE", plan="SUBMITTED", limit=200), *(_studio(visit, id_) for id_ in hosted)
    )
    shown = [{**each, "plans": _of(plans, each["studio"]["id"])} for each in studios]
    waits = any(each["plans"] or each["published_at"] is None for each in shown)
    return Part("home/hosting.html", Presses.TO_DO if waits else Presses.TO_READ, {"studios": shown})


async def _studio(visit: Visit, studio_id: str) -> dict[str, Any]:
    studio, window = await asyncio.gather(visit.api.get(STUDIO, studio_id), visit.api.get(WINDOW, studio_id))
    return {"studio": studio, "published_at": window["published_at"]}


def _of(plans: MemberPage, studio_id: str) -> list[str]:
    """The members whose plans wait for their host."""
    return [each["membership_id"] for each in plans["items"] if each["studio"]["id"] == studio_id]
