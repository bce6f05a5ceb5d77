"""A seal's file: where each case's log ended, a line a case, under the signed seal whose root is over all of them.

100,000 cases take about 6 MB compressed: heads are random, and nothing else is in a line that would not fold up.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

SUFFIX: Final = ".jsonl.gz"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


class Head(NamedTuple):
    """The end of one case's log, and how new its state and card were."""

    case_id: UUID
    length: int
    head: str
    state_version: int
    card_version: int


class NoHeadError(ValueError):
    """A line of the file is none of ours."""


class Root:
    """Grows by each head, and counts them."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.cases = self.entries = 0

    def lines(self, heads: Iterable[Head]) -> bytes:
        """These heads as the file has them; the root then covers them too."""
        heads = list(heads)
        found = b"".join(orjson.dumps(list(head), default=str) + b"\n" for head in heads)
        self._hash.update(found)
        self.cases += len(heads)
        self.entries += sum(head.length for head in heads)
        return found

    def read(self, lines: Iterable[bytes]) -> Iterator[Head]:
        """The heads of these lines, which the root then covers. Raises NoHeadError."""
        for line in lines:
            self._hash.update(line)
            head = _head(line)
            self.cases += 1
            self.entries += head.length
            yield head

    def hex(self) -> str:
        """The root over all so far."""
        return self._hash.hexdigest()


def _head(line: bytes) -> Head:
    try:
        case_id, length, head, state_version, card_version = orjson.loads(line)
        return Head(UUID(case_id), int(length), str(head), int(state_version), int(card_version))
    except (ValueError, TypeError, AttributeError) as error:
        raise NoHeadError(repr(line[:80])) from error


def file_name(number: int, at: datetime) -> str:
    """What the file of a seal is called, by its number and the day in Shanghai."""
    return f"{number:06}-{at.astimezone(SHANGHAI):%Y%m%d}{SUFFIX}"


def is_due(last: datetime | None, now: datetime) -> bool:
    """Whether the day, in Shanghai, has no seal yet."""
    return last is None or last.astimezone(SHANGHAI).date() < now.astimezone(SHANGHAI).date()
