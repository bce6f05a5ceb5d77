"""What Temporal's own pages show of a run: identifiers, offices and dates, never a person."""

from collections.abc import Iterable
from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from workflows.engine.messages import Place

CASE_KIND = SearchAttributeKey.for_keyword("CaseKind")
CASE_NO = SearchAttributeKey.for_keyword("CaseNo")
COUNTY = SearchAttributeKey.for_keyword("County")
STUDIO_ID = SearchAttributeKey.for_keyword("StudioId")


def of_case(kind: str, case_no: str, county: str | None, studio_id: str | None) -> TypedSearchAttributes:
    """What a case can be found by from its start. Where it stands is asked of approvals: setting that here costs too much."""
    told = {CASE_KIND: kind, CASE_NO: case_no, COUNTY: county, STUDIO_ID: studio_id}
    return TypedSearchAttributes([SearchAttributePair(key, value) for key, value in told.items() if value])


def show(state: str, revision: int, places: Iterable[Place], until: datetime | None = None) -> None:
    """Where the case is now."""
    lines = [f"**{state}**, revision {revision}" + (f", until {until.isoformat()}" if until else "")]
    lines += [
        f"- {place.stage}, turn {place.turn}: with `{place.office}`"
        + (f" until {place.due_at.isoformat()}" if place.due_at else "")
        for place in places
    ]
    workflow.set_current_details("\n".join(lines))


def show_round(closes_at: datetime) -> None:
    """A round is open."""
    workflow.set_current_details(f"**open** until {closes_at.isoformat()}")
