"""The chain of the log: what is changed, taken out, cut off or added breaks it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from services.approvals.domain.evidence.flaw import Flaw
from services.approvals.domain.log import EMPTY_HEAD, Entry, seal

CHANGED = "not what was written"
MISSING = "taken out"
CUT_OFF = "cut off, with all that came after it"


def chain_flaws(
    case_id: UUID, entries: Iterable[Entry], *, length: int, head: str, told: Mapping[int, str | None], key: bytes
) -> list[Flaw]:
    """Walk the entries in order; all of it must have been read in one snapshot.

    `length` and `head` are what the case remembers of its log's end; `told` what its events tell by number: the head, where
    they carry one.
    """
    found: list[Flaw] = []
    expected, previous, ends = 1, EMPTY_HEAD, {0: EMPTY_HEAD}
    for entry in entries:
        if entry.seq != expected:
            found.append(Flaw(case_id, expected, "missing", MISSING))
        elif entry.prev_hmac != previous:
            found.append(Flaw(case_id, entry.seq, "changed", CHANGED))
        if seal(entry, key) != entry.hmac or (told.get(entry.seq) or entry.hmac) != entry.hmac:
            found.append(Flaw(case_id, entry.seq, "changed", CHANGED))
        expected, previous = entry.seq + 1, entry.hmac
        ends[entry.seq] = entry.hmac
    if max([length, *told]) >= expected:
        found.append(Flaw(case_id, expected, "cut_off", CUT_OFF))
    elif length != expected - 1:
        found.append(Flaw(case_id, length + 1, "head_differs", f"the case remembers a log of {length}"))
    elif ends.get(length) != head:
        found.append(Flaw(case_id, length, "head_differs", "the case remembers another end of its log"))
    return list(dict.fromkeys(found))
