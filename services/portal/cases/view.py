"""Everything the page of a case shows, asked of the services at once."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from markupsafe import Markup

from chassis import clock
from services.portal.cases import diagram
from services.portal.cases.material import facts, read
from services.portal.cases.path import Drawing
from services.portal.frame.asked.cases import CASE, Case
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.visit import Visit
from services.portal.kinds import KINDS


async def gather(visit: Visit, case_id: str, kind: str | None = None) -> dict[str, Any]:
    """The case with its material, path and log. Raises ProblemError (404) where the person may not see it.

    Whoever knows its `kind` says so: then its owner is asked at the same time.
    """
    case, owned = await _asked(visit, case_id, kind)
    card = case["card"]
    state = owned["state"] if owned else case["state"]
    shown = read(card["kind"], case_id, owned["revisions"] if owned else [], visit.speech)
    if card["kind"] not in KINDS:
        shown["material"] = facts(card["facts"], visit.speech)
    return shown | {
        "case": case,
        "card": card,
        "state": state,
        "owned": owned,
        "deed": _deed(visit, card["kind"], case_id, owned),
        "strip": strip(visit, case, state, card["until"]),
    }


async def _asked(visit: Visit, case_id: str, kind: str | None) -> tuple[Case, Json | None]:
    case = visit.api.get(CASE, case_id)
    if kind is not None:
        known, owned = await asyncio.gather(case, owned_case(visit, case_id, kind))
        return known, owned
    found = await case
    return found, await owned_case(visit, case_id, found["card"]["kind"])


async def owned_case(visit: Visit, case_id: str, kind: str) -> Json | None:
    """The case as its owner keeps it; a case may be seen by somebody who may not see that."""
    known = KINDS.get(kind)
    if known is None:
        return None
    with suppress(ProblemError):
        found: Json = await visit.api.get(known.material.kept, case_id)
        return found
    return None


def strip(visit: Visit, case: Case, state: str, until: str | None = None, notes: Iterable[str] = ()) -> Markup:
    """The path, drawn for wide and for narrow screens."""
    # Facts come to the log as their events arrive; people read them in the order they happened.
    case["log"].sort(key=lambda entry: entry["at"])
    drawing = Drawing(case, state, clock.business(), visit.speech, until, tuple(notes))
    drawn = drawing.path()
    return diagram.across(drawn) + diagram.down(drawn)


def _deed(visit: Visit, kind: str, case_id: str, owned: Json | None) -> Json | None:
    """What this person may do at the owner's instead of deciding, and where."""
    known = KINDS.get(kind)
    rights = owned.get("may", ()) if owned else ()
    deeds = (stage.deed for stage in known.stages.values() if stage.deed) if known else ()
    found = next((deed for deed in deeds if deed.right in rights), None)
    return {"address": found.page % case_id, "words": visit.speech.say(found.words)} if found else None
