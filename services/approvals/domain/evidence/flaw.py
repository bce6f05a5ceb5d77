"""Something that cannot be explained, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

Kind = Literal[
    "changed", "missing", "cut_off", "head_differs", "orphan", "task", "state", "card", "deciders", "signature", "event",
    "outbox", "stream", "seal",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a case, or with what is no case's (None); `seq` is the entry of its log, where it is about one."""

    case_id: UUID | None
    seq: int | None
    kind: Kind
    says: str

    def __str__(self) -> str:
        return self.says if self.seq is None else f"entry {self.seq}: {self.says}"


def differences(there: Mapping[str, Any], proven: Mapping[str, Any], what: str) -> Iterable[str]:
    """In words, each of these fields that is not as it is proven to have been."""
    for name, value in proven.items():
        if (said := there.get(name)) != value:
            yield f"{what} says {name} {said!s}, proven is {value!s}"
