"""The chain of the decision log: whatever is done to it is found."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import uuid7
from services.approvals.domain.evidence.chain import chain_flaws
from services.approvals.domain.log import EMPTY_HEAD, Entry, chained

KEY = b"k" * 32
CASE = uuid7()


def written(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(length):
        entry = Entry(
            case_id=CASE,
            entry_id=uuid7(),
            verb="approve",
            at=datetime(2021, 11, 1, 9, number, tzinfo=UTC),
            opinion="同意",
        )
        head = entries[-1].hmac if entries else EMPTY_HEAD
        entries.append(chained(entry, length=number, head=head, key=KEY))
    return entries


def found(
    entries: list[Entry], length: int, head: str, told: dict[int, str | None] | None = None
) -> list[tuple[int, str]]:
    return [(f.seq, f.kind) for f in chain_flaws(CASE, entries, length=length, head=head, told=told or {}, key=KEY)]


def test_an_untouched_log_is_sound() -> None:
    log = written(4)
    assert found(log, 4, log[-1].hmac, {2: log[1].hmac}) == []
    assert found([], 0, EMPTY_HEAD) == []


@given(st.integers(1, 6), st.data())
def test_every_change_is_found(length: int, data: st.DataObject) -> None:
    log = written(length)
    at = data.draw(st.integers(0, length - 1))
    field, value = data.draw(
        st.sampled_from(
            [
                ("opinion", "不同意"),
                ("verb", "reject"),
                ("actor_name", "他人"),
                ("actor_id", UUID(int=1)),
                ("revision", 2),
                ("at", datetime(2021, 11, 2, tzinfo=UTC)),
                ("details", {"office": "x"}),
                ("files", [{"sha256": "0"}]),
                ("attestations", ["ethics"]),
            ]
        )
    )
    forged = [*log[:at], replace(log[at], **{field: value}), *log[at + 1 :]]
    assert (at + 1, "changed") in found(forged, length, log[-1].hmac)


@given(st.integers(2, 6), st.data())
def test_every_removal_is_found(length: int, data: st.DataObject) -> None:
    log = written(length)
    at = data.draw(st.integers(0, length - 1))
    kind = "cut_off" if at == length - 1 else "missing"
    assert (at + 1, kind) in found([*log[:at], *log[at + 1 :]], length, log[-1].hmac)


def test_a_removal_with_the_rest_numbered_anew_is_found() -> None:
    log = written(3)
    closed_up = [log[0], replace(log[2], seq=2)]
    assert found(closed_up, 2, log[2].hmac)


def test_a_tail_cut_off_with_the_case_adjusted_is_found_by_what_was_told() -> None:
    log = written(3)
    assert found(log[:2], 2, log[1].hmac, {3: log[2].hmac}) == [(3, "cut_off")]


def test_a_log_written_anew_with_another_key_is_found() -> None:
    log = written(2)
    forged = chained(replace(log[1], opinion="不同意"), length=1, head=log[0].hmac, key=b"x" * 32)
    assert (2, "changed") in found([log[0], forged], 2, forged.hmac)


def test_entries_the_case_does_not_remember_are_found() -> None:
    log = written(3)
    assert found(log, 2, log[1].hmac) == [(3, "head_differs")]


def test_a_tail_cut_off_is_found_by_an_event_that_tells_no_head() -> None:
    log = written(3)
    assert found(log[:2], 2, log[1].hmac, {3: None}) == [(3, "cut_off")]
