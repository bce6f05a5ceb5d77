"""What the case's row repeats of its owner's news is sealed: state and card come without an entry in the log, and are shown all the same.

A seal is an HMAC under the log's key. Whoever writes an older row back together with its seal is found by the versions: the
entries of deeds name them, and so does each daily seal.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from services.approvals.domain.log import authenticated

STATE: Final = ("state", "state_version", "until", "finished")
CARD: Final = (
    "card_version", "case_no", "kind", "title", "applicant_id", "applicant_name", "parties", "school_name", "studio_id",
    "studio_name", "county", "facts", "revision", "content_hash", "plan",
)  # fmt: skip


def state_seal(case_id: UUID, row: Mapping[str, Any], key: bytes) -> str:
    """Over what the owner's newest news say of the state."""
    return _seal("state", case_id, STATE, row, key)


def card_seal(case_id: UUID, row: Mapping[str, Any], key: bytes) -> str:
    """Over the newest card as it is shown."""
    return _seal("card", case_id, CARD, row, key)


def _seal(of: str, case_id: UUID, names: tuple[str, ...], row: Mapping[str, Any], key: bytes) -> str:
    return authenticated({"of": of, "case_id": case_id, "row": {name: row[name] for name in names}}, key)
