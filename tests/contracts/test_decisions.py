"""What the decisions of a stage amount to, by the owner's plan and nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from contracts.cases import Plan, PlannedStage, task_id
from contracts.commands.cases import Record
from contracts.commands.command import Refusal
from contracts.decisions import OFFICE_CHANGED, UNPROVEN, Settled, SignedDecision, read_all, settle
from contracts.offices import Office
from contracts.spans import working_days

CASE = UUID("01a22bda-0000-7000-8000-000000000001")
NOON = datetime(2021, 10, 8, 4, tzinfo=UTC)
SCHOOL, COUNTY, CITY = (
    Office(role="trainee_school", scope="1"),
    Office(role="county_office", scope="330328"),
    Office(role="municipal_office", scope="city"),
)


def plan(mode: str, *offices: Office) -> Plan:
    day = working_days(1)
    stage = PlannedStage(
        stage="review", offices=offices, mode=mode, deadline=day, remind_after=day, remind_every=day, escalate_to=None,
        verbs=("approve", "reject"), attestations=(),
    )  # fmt: skip
    return Plan(rule_set_version=1, stages=(stage,))


def decided(seat: int = 0, verb: str = "approve", office: Office = SCHOOL, **changes: Any) -> SignedDecision:
    said: dict[str, Any] = {
        "decision_id": uuid5(CASE, f"{seat}/{verb}"), "case_id": CASE, "kind": "parcel", "stage": "review", "turn": 1,
        "seat": seat, "verb": verb, "revision": 1, "content_hash": "h1", "office": office, "decided_by": CASE,
        "decided_at": NOON + timedelta(minutes=seat),
    }  # fmt: skip
    return SignedDecision(**said | changes)


def settled(mode: str, offices: tuple[Office, ...], *decisions: SignedDecision) -> Settled | Refusal:
    return settle(decisions, plan(mode, *offices), 1, "h1")


def test_one_office_settles_its_stage() -> None:
    found = settled("one", (SCHOOL,), decided())
    assert isinstance(found, Settled)
    assert (found.verb, found.decided_at, found.revision, found.turn) == ("approve", NOON, 1, 1)
    assert found.decisions[0].task_id == task_id(CASE, "review", 1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_all_must_have_approved(order: tuple[int, int]) -> None:
    both = [decided(0), decided(1, office=COUNTY)]
    offices = (SCHOOL, COUNTY)
    found = settled("all", offices, *(both[seat] for seat in order))
    assert isinstance(found, Settled)
    assert (found.verb, found.decided_at) == ("approve", NOON + timedelta(minutes=1))
    assert settled("all", offices, both[0]) == UNPROVEN, "the other has not been heard"
    assert settled("all", offices, both[0], both[0]) == UNPROVEN, "one office is not two"
    rejected = decided(1, "reject", COUNTY)
    assert getattr(settled("all", offices, rejected), "verb", "") == "reject"
    assert getattr(settled("all", offices, both[0], rejected), "verb", "") == "reject"
    early = decided(1, "reject", COUNTY, decided_at=NOON - timedelta(minutes=1))
    assert settled("all", offices, both[0], early) == UNPROVEN, "it was settled before the approval"


@pytest.mark.parametrize("mode", ["one", "any", "each", "a newer one"])
def test_in_any_other_mode_one_decision_settles_it(mode: str) -> None:
    offices = (SCHOOL, COUNTY)
    assert isinstance(settled(mode, offices, decided(1, office=COUNTY)), Settled)
    assert settled(mode, offices, decided(0), decided(1, office=COUNTY)) == UNPROVEN


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"office": CITY}, OFFICE_CHANGED.code),
        ({"office": COUNTY}, OFFICE_CHANGED.code),
        ({"seat": 1}, OFFICE_CHANGED.code),
        ({"seat": 7}, OFFICE_CHANGED.code),
        ({"seat": -1}, OFFICE_CHANGED.code),
        ({"stage": "admission"}, "wrong_state"),
        ({"content_hash": "h2"}, "stale_revision"),
    ],
)
def test_what_does_not_fit_the_case_is_refused(changes: dict[str, Any], code: str) -> None:
    found = settled("all", (SCHOOL, COUNTY), decided(verb="reject", **changes))
    assert isinstance(found, Refusal)
    assert found.code == code


def test_of_an_older_revision_the_owner_judges() -> None:
    found = settled("one", (SCHOOL,), decided(revision=0, content_hash="h0"))
    assert isinstance(found, Settled)
    assert found.revision == 0


def test_decisions_on_different_revisions_settle_nothing() -> None:
    mixed = decided(0, revision=0, content_hash="h0"), decided(1, office=COUNTY)
    assert settled("all", (SCHOOL, COUNTY), *mixed) == UNPROVEN


@pytest.mark.parametrize(("late", "counts"), [(-1, True), (0, True), (1, False)])
def test_what_an_office_decided_while_it_had_the_stage_counts(late: int, counts: bool) -> None:
    moved = plan("one", SCHOOL).put_before("review", 0, COUNTY, NOON)
    moved = moved.put_before("review", 0, CITY, NOON + timedelta(hours=1))
    said = decided(decided_at=NOON + timedelta(seconds=late))
    assert isinstance(settle([said], moved, 1, "h1"), Settled) is counts
    assert isinstance(settle([decided(office=CITY)], moved, 1, "h1"), Settled)


@pytest.mark.parametrize(
    "changes", [{"kind": "letter"}, {"case_id": uuid5(CASE, "another")}, {"stage": "admission"}], ids=str
)
def test_a_signature_serves_at_its_own_place_only(changes: dict[str, Any]) -> None:
    asked = Record(kind="parcel", case_id=CASE, stage="review", signatures=("0", "1"))
    genuine = {"0": decided(0), "1": decided(1, office=COUNTY)}

    def read(signature: str) -> bytes:
        return genuine[signature].model_dump_json().encode()

    assert read_all(asked, read) == (genuine["0"], genuine["1"])
    genuine["1"] = genuine["1"].model_copy(update=changes)
    assert read_all(asked, read) is None


@pytest.mark.parametrize("said", [b"", b"{}", b"\xff", b'"approve"'])
def test_what_says_nothing_proves_nothing(said: bytes) -> None:
    asked = Record(kind="parcel", case_id=CASE, stage="review", signatures=("0",))
    assert read_all(asked, lambda _: said) is None
    assert read_all(asked.model_copy(update={"signatures": ()}), lambda _: said) is None
