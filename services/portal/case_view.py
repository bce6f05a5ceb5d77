"""Everything the page of a case shows, asked of the services at once."""

import asyncio
from contextlib import suppress
from typing import Any

from markupsafe import Markup

from chassis import clock
from services.portal import diagram
from services.portal.case_path import Drawing
from services.portal.clients import Json, ProblemError
from services.portal.visit import Visit
from services.portal.words import FIELDS

SHOWN_FIELDS = ("studio_id", "post", "title", "phone", "motivation")


async def gather(visit: Visit, case_id: str) -> dict[str, Any]:
    """The case with its material, path and log. Raises ProblemError (404) where the person may not see it."""
    case, application = await asyncio.gather(visit.api.get(f"/approvals/cases/{case_id}"), _application(visit, case_id))
    state = application["state"] if application else case["state"]
    return {
        "case": case,
        "card": case["card"],
        "state": state,
        "application": application,
        "material": material(application) if application else [],
        "strip": strip(visit, case, state, application.get("correction_until") if application else None),
        "live_case": case_id,
    }


async def _application(visit: Visit, case_id: str) -> Json | None:
    # A case may be seen by somebody who may not see what its owner keeps.
    with suppress(ProblemError):
        return await visit.api.get(f"/enrollment/applications/{case_id}")
    return None


def strip(visit: Visit, case: Json, state: str, correction_until: str | None) -> Markup:
    """The path, drawn for wide and for narrow screens."""

    def say(words: str, **values: Any) -> str:
        return visit.desk.pages.say(visit.language, words, **values)

    drawn = Drawing(case, state, clock.business(), visit.language, say, correction_until).path()
    return diagram.across(drawn) + diagram.down(drawn)


def material(application: Json) -> list[dict[str, Any]]:
    """The fields of the newest frozen revision, each with what stood there before if that was something else."""
    revisions = sorted(application["revisions"], key=lambda revision: revision["revision"])
    if not revisions:
        return []
    newest = revisions[-1]["content"]
    before = revisions[-2]["content"] if len(revisions) > 1 else None
    shown = []
    for name in SHOWN_FIELDS:
        value, old = newest.get(name), before.get(name) if before else None
        shown.append(
            {
                "name": name,
                "label": FIELDS[name],
                "value": value,
                "before": old,
                "changed": bool(before) and old != value,
            }
        )
    return shown
