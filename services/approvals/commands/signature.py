"""Decisions are signed: whoever carries one, on the bus or on paper, needs not to be trusted."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import structlog

from chassis.settings import settings
from chassis.signing import SignatureReader, Signer, key_id
from contracts.decisions import PURPOSE, SignedDecision
from contracts.offices import Office
from services.approvals.domain.log import Entry
from services.approvals.domain.proof import Proof

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Proven:
    """What was signed, with which key, and what stands of the signature on paper."""

    decision: SignedDecision
    key_id: str
    proof: Proof


def signed(entry: Entry, kind: str) -> Entry:
    """The entry of a decision on a case of this kind, with what proves it."""
    signature = _signer(settings().decision_key_file).sign(_said(entry, kind).model_dump_json().encode())
    return replace(entry, signature=signature)


def proven(entry: Entry, kind: str | None) -> Proven | None:
    """What was signed of a decision, by whichever key; None where nothing was, or not by us, or something else than is entered."""
    if entry.signature is None or kind is None:
        return None
    with suppress(ValueError):
        read = _reader(settings().decision_keys_file).read(entry.signature)
        decision = SignedDecision.model_validate_json(read)
        if decision == _said(entry, kind):
            return Proven(decision, key_id(entry.signature), Proof.of(entry.signature))
    # The database was changed, or a key is not published: both are for people to look at.
    log.error("decision.not_as_signed", case=str(entry.case_id), decision=str(entry.entry_id))
    return None


def _said(entry: Entry, kind: str) -> SignedDecision:
    """What is signed of the entry. Raises ValueError where it lacks something a decision has."""
    said = {
        "decision_id": entry.entry_id,
        "case_id": entry.case_id,
        "kind": kind,
        "stage": entry.stage,
        "turn": entry.turn,
        "seat": entry.seat,
        "verb": entry.verb,
        "revision": entry.revision,
        "content_hash": entry.content_hash,
        "office": Office.parse(entry.office_key or ""),
        "decided_by": entry.actor_id,
        "acting_for": entry.acting_for_id,
        "decided_at": entry.at,
    }
    return SignedDecision.model_validate(said)


@lru_cache
def _signer(file: Path) -> Signer:
    return Signer(file, PURPOSE)


@lru_cache
def _reader(file: Path) -> SignatureReader:
    return SignatureReader(file, PURPOSE)
