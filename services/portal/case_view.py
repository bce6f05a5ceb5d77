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

SHOWN_FIELDS = ("post", "title", "phone", "motivation")


async def gather(visit: Visit, case_id: str) -> dict[str, Any]:
    """The case with its material, path and log. Raises ProblemError (404) where the person may not see it."""
    case, application = await asyncio.gather(visit.api.get(f"/approvals/cases/{case_id}"), _application(visit, case_id))
    state = application["state"] if application else case["state"]
    # Facts come to the log as their events arrive; people read them in the order they happened.
    case["log"].sort(key=lambda entry: entry["at"])
    return {
        "case": case,
        "card": case["card"],
        "state": state,
        "application": application,
        "material": material(application) if application else [],
        "files": papers(application) if application else [],
        "strip": strip(visit, case, state, application.get("correction_until") if application else None),
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
    revisions = application["revisions"]
    if not revisions:
        return []
    newest, before = revisions[-1]["content"], revisions[-2]["content"] if len(revisions) > 1 else {}
    changed = revisions[-1]["changed_fields"]
    return [
        {
            "name": name,
            "label": FIELDS[name],
            "value": newest.get(name),
            "before": before.get(name) if name in changed else None,
            "changed": name in changed,
        }
        for name in SHOWN_FIELDS
    ]


def papers(application: Json) -> list[Json]:
    """The files of the newest frozen revision, those that were not in the one before marked."""
    revisions = application["revisions"]
    if not revisions:
        return []
    before = {file["sha256"] for revision in revisions[:-1] for file in revision["content"].get("files", ())}
    files = revisions[-1]["content"].get("files", ())
    return [file | {"new": len(revisions) > 1 and file["sha256"] not in before} for file in files]
