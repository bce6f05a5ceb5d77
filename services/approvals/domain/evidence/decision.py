"""Each decision of the log has a signature that is genuine and says what the entry says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from pydantic import ValidationError

from contracts.decisions import SignedDecision
from services.approvals.domain.evidence.flaw import Flaw, differences
from services.approvals.domain.log import Entry


def decision_flaws(
    case_id: UUID, entries: Sequence[Entry], kinds: Mapping[UUID, str], read: Callable[[str], bytes]
) -> Iterable[Flaw]:
    """`kinds` are those of the tasks; `read` raises ValueError for a signature that is not genuine."""
    for entry in entries:
        if not entry.is_decision:
            continue
        try:
            signed = SignedDecision.model_validate_json(read(entry.signature or ""))
        except (ValidationError, ValueError):
            yield Flaw(case_id, entry.seq, "signature", "the decision's signature is not genuine")
            continue
        said = signed.model_dump() | {"office": signed.office.key}
        proven = {
            "decision_id": entry.entry_id,
            "case_id": entry.case_id,
            "kind": kinds.get(signed.task_id, signed.kind),
            "stage": entry.stage,
            "turn": entry.turn,
            "seat": entry.seat,
            "verb": entry.verb,
            "revision": entry.revision,
            "content_hash": entry.content_hash,
            "office": entry.office_key,
            "decided_by": entry.actor_id,
            "acting_for": entry.acting_for_id,
            "decided_at": entry.at,
        }
        for says in differences(said, proven, "the signature"):
            yield Flaw(case_id, entry.seq, "signature", says)
