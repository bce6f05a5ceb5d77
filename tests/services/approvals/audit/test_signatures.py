"""A genuine signature counts for the entry it was given to, and for no other, also where somebody has the log's key."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.ids import uuid7
from contracts.decisions import SignedDecision
from contracts.offices import Office
from services.approvals.domain.evidence.decision import decision_flaws
from services.approvals.domain.log import Entry
from tests.services.approvals.programme import COUNTY_OFFICE, MUNICIPAL_OFFICE

CASE = uuid7()


def entry(**changed: Any) -> Entry:
    values: dict[str, Any] = {
        "case_id": CASE, "entry_id": uuid7(), "verb": "approve", "at": datetime(2021, 11, 1, tzinfo=UTC), "task_id": uuid7(),
        "stage": "county", "turn": 1, "seat": 0, "revision": 1, "content_hash": "0" * 64, "opinion": "",
        "details": {"office": COUNTY_OFFICE.key}, "signature": "genuine", "actor_id": uuid7(),
    }  # fmt: skip
    return Entry(**(values | changed))


def signed(one: Entry) -> SignedDecision:
    """What the signature of this entry says."""
    return SignedDecision(
        decision_id=one.entry_id, case_id=one.case_id, kind="loan", stage=one.stage or "", turn=one.turn or 0,
        seat=one.seat or 0, verb=one.verb, revision=one.revision or 0, content_hash=one.content_hash or "",
        office=Office.parse(one.details["office"]), decided_by=one.actor_id or CASE, acting_for=one.acting_for_id,
        decided_at=one.at,
    )  # fmt: skip


def told(shown: Entry, given_to: Entry, kind: str = "loan") -> list[str]:
    said = signed(given_to)
    found = decision_flaws(CASE, [shown], {said.task_id: kind}, lambda _: said.model_dump_json().encode())
    return [flaw.says for flaw in found]


def test_an_entry_with_its_own_signature_is_sound() -> None:
    one = entry()
    assert told(one, one) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"verb": "reject"}, {"stage": "municipal"}, {"turn": 2}, {"seat": 1}, {"revision": 2}, {"content_hash": "1" * 64},
        {"case_id": uuid7()}, {"entry_id": uuid7()}, {"details": {"office": MUNICIPAL_OFFICE.key}},
        {"actor_id": uuid7()}, {"acting_for_id": uuid7()},
    ],
    ids=lambda changed: next(iter(changed)),
)  # fmt: skip
def test_a_signature_that_says_something_else_is_told(changed: dict[str, Any]) -> None:
    one = entry()
    assert told(replace(one, **changed), one)


def test_a_task_shown_as_another_kind_of_case_is_told() -> None:
    one = entry()
    assert told(one, one, "another") == ["the signature says kind loan, proven is another"]
