"""Everything the page of a case shows, asked of the services at once."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from markupsafe import Markup

from chassis import clock
from services.portal.cases import diagram
from services.portal.cases.material import OWNERS, Owner, Speech, material, papers, warnings
from services.portal.cases.path import Drawing
from services.portal.cases.words import APPLICATION, DEEDS
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.visit import Visit


async def gather(visit: Visit, case_id: str, kind: str = APPLICATION) -> dict[str, Any]:
    """The case with its material, path and log. Raises ProblemError (404) where the person may not see it.

    `kind` is what it most likely is; where it is another, its owner is asked once that is known.
    """
    case, owned = await asyncio.gather(visit.api.get(f"/approvals/cases/{case_id}"), owned_case(visit, case_id, kind))
    if case["card"]["kind"] != kind:
        kind = case["card"]["kind"]
        owned = await owned_case(visit, case_id, kind)
    state = owned["state"] if owned else case["state"]
    return {
        "case": case,
        "card": case["card"],
        "state": state,
        # What was recommended, and what else only an application has, is shown from this.
        "application": owned if kind == APPLICATION else None,
        "deed": _deed(case_id, owned),
        "strip": strip(visit, case, state, (owned or {}).get("correction_until")),
        **read(visit, OWNERS[kind], case_id, owned["revisions"] if owned else []),
    }


async def owned_case(visit: Visit, case_id: str, kind: str) -> Json | None:
    """The case as its owner keeps it; a case may be seen by somebody who may not see that."""
    with suppress(ProblemError):
        return await visit.api.get(OWNERS[kind].address % case_id)
    return None


def read(visit: Visit, owner: Owner, case_id: str, revisions: list[Json]) -> dict[str, Any]:
    """The frozen revisions as a page shows them."""
    return {
        "heading": owner.heading,
        "material": material(owner, revisions, speech(visit)),
        "files": papers(revisions),
        "files_at": owner.files % case_id,
        "warnings": warnings(revisions),
    }


def speech(visit: Visit) -> Speech:
    """How this page says things."""

    def say(words: str, **values: Any) -> str:
        return visit.desk.pages.say(visit.language, words, **values)

    return Speech(visit.language, say)


def strip(
    visit: Visit, case: Json, state: str, correction_until: str | None = None, notes: Iterable[str] = ()
) -> Markup:
    """The path, drawn for wide and for narrow screens."""
    # Facts come to the log as their events arrive; people read them in the order they happened.
    case["log"].sort(key=lambda entry: entry["at"])
    said = speech(visit)
    drawing = Drawing(case, state, clock.business(), said.language, said.say, correction_until, tuple(notes))
    drawn = drawing.path()
    return diagram.across(drawn) + diagram.down(drawn)


def _deed(case_id: str, owned: Json | None) -> Json | None:
    """What this person may do at the owner's instead of deciding, and where."""
    rights = owned.get("may", ()) if owned else ()
    found = next((deed for deed in DEEDS.values() if deed.right in rights), None)
    return {"address": found.page % case_id, "words": found.words} if found else None
