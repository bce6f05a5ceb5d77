"""What Temporal's own pages show of a run: identifiers, offices and dates, never a person."""

from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from contracts.commands.approvals import OpenTask

CASE_KIND = SearchAttributeKey.for_keyword("CaseKind")
CASE_NO = SearchAttributeKey.for_keyword("CaseNo")
COUNTY = SearchAttributeKey.for_keyword("County")
STUDIO_ID = SearchAttributeKey.for_keyword("StudioId")
STAGE = SearchAttributeKey.for_keyword("Stage")
OFFICE = SearchAttributeKey.for_keyword("Office")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")

ALL_KEYS = (CASE_KIND, CASE_NO, COUNTY, STUDIO_ID, STAGE, OFFICE, DUE_AT)


def of_case(kind: str, case_no: str, county: str, studio_id: str) -> TypedSearchAttributes:
    """What a case can be found by from its start."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(CASE_KIND, kind),
            SearchAttributePair(CASE_NO, case_no),
            SearchAttributePair(COUNTY, county),
            SearchAttributePair(STUDIO_ID, studio_id),
        ]
    )


def show_stage(task: OpenTask, due_at: datetime) -> None:
    """An office holds the case."""
    office = task.stage.office.key
    workflow.upsert_search_attributes(
        [STAGE.value_set(task.stage.stage), OFFICE.value_set(office), DUE_AT.value_set(due_at)]
    )
    workflow.set_current_details(
        f"**{task.stage.stage}**, round {task.round}, revision {task.revision}: with `{office}` until {due_at.isoformat()}"
    )


def show_correction(until: datetime, revision: int) -> None:
    """The applicant holds the case."""
    workflow.upsert_search_attributes([STAGE.value_set("correction"), OFFICE.value_unset(), DUE_AT.value_set(until)])
    workflow.set_current_details(f"**correction** of revision {revision}, until {until.isoformat()}")


def show_round(closes_at: datetime) -> None:
    """A round is open."""
    workflow.upsert_search_attributes([DUE_AT.value_set(closes_at)])
    workflow.set_current_details(f"**open** until {closes_at.isoformat()}")
