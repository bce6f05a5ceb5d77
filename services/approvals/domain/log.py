"""The decision log of a case: each entry carries the HMAC of itself and of the one before, so nothing can be changed unseen."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from chassis.canonical import canonical

EMPTY_HEAD = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What happened, who did it and for whom, on which frozen revision and under which rules. `details` depends on the verb.

    `signature` proves a decision to the case's owner, and to whoever reads it on the printed form (`contracts.decisions`).

    The verb is a decision's, a deed's as the owner told it, or one of approvals itself: `open`, `claim`, `release`, `remind`,
    `escalate`, `close`, `overtaken`. A deed is about no task.
    """

    case_id: UUID
    entry_id: UUID
    verb: str
    at: datetime
    task_id: UUID | None = None
    stage: str | None = None
    turn: int | None = None
    seat: int | None = None
    revision: int | None = None
    content_hash: str | None = None
    rule_set_version: int | None = None
    actor_id: UUID | None = None
    actor_name: str | None = None
    proxy_id: UUID | None = None
    acting_for_id: UUID | None = None
    acting_for_name: str | None = None
    opinion: str | None = None
    attestations: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    signature: str | None = None
    seq: int = 0
    prev_hmac: str = EMPTY_HEAD
    hmac: str = ""

    @property
    def is_decision(self) -> bool:
        """Whether somebody decided a task, whatever the verb is called: only then is there an opinion, be it an empty one."""
        return self.task_id is not None and self.opinion is not None

    @property
    def office_key(self) -> str | None:
        """The office it speaks of, where it does."""
        key = self.details.get("office")
        return key if isinstance(key, str) and self.task_id is not None else None

    @property
    def overtakes(self) -> str | None:
        """The id of the decision it calls overtaken, where it does."""
        return self.details.get("decision_id") if self.verb == "overtaken" and self.task_id is not None else None


FIELDS = tuple(item.name for item in fields(Entry))


def chained(entry: Entry, *, length: int, head: str, key: bytes) -> Entry:
    """The entry in its place after `length` others, the last of which has the HMAC `head`."""
    seq = length + 1
    return replace(entry, seq=seq, prev_hmac=head, hmac=_sealed(columns(entry) | {"seq": seq, "prev_hmac": head}, key))


def columns(entry: Entry) -> dict[str, Any]:
    """Everything the entry says, by name."""
    return {name: getattr(entry, name) for name in FIELDS}


def seal(entry: Entry, key: bytes) -> str:
    """HMAC-SHA256 over everything the entry says, the seal before it included; hex."""
    return _sealed(columns(entry), key)


def _sealed(said: dict[str, Any], key: bytes) -> str:
    del said["hmac"]
    return authenticated(said, key)


def authenticated(said: Mapping[str, Any], key: bytes) -> str:
    """HMAC-SHA256 over what is said, however it was stored meanwhile; hex."""
    return hmac.new(key, canonical(said, _plain), hashlib.sha256).hexdigest()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
