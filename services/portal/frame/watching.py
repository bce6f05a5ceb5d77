"""One open page: whose it is, what concerns it at which time, and what it has not been told yet."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf
from uuid import UUID

from chassis import clock
from services.portal.frame.asked.tasks import Held
from services.portal.frame.formats import moment

HEARTBEAT_SECONDS = 20


@dataclass(frozen=True)
class Right:
    """An office somebody acts for, of their own right or as a deputy; the end is exclusive, None is open."""

    office: str
    begins: datetime
    ends: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether they act for it at this moment."""
        return self.begins <= now and (self.ends is None or now < self.ends)


@dataclass(frozen=True)
class Rights:
    """All of somebody's, as approvals said when it was asked (seconds of the clock), with those that begin later."""

    rights: tuple[Right, ...] = ()
    asked_at: float = -inf

    @classmethod
    def of(cls, rows: Iterable[Held], asked_at: float = -inf) -> "Rights":
        """From approvals' answer."""
        found = (
            Right(
                row["office_key"], moment(row["valid_from"]), moment(row["valid_until"]) if row["valid_until"] else None
            )
            for row in rows
        )
        return cls(tuple(found), asked_at)

    def offices(self, now: datetime) -> frozenset[str]:
        """Keys of the offices acted for at this moment."""
        return frozenset(right.office for right in self.rights if right.holds(now))

    def next_change(self, now: datetime) -> datetime | None:
        """When the next of them begins or ends."""
        moments = {moment for right in self.rights for moment in (right.begins, right.ends) if moment}
        return min((moment for moment in moments if moment > now), default=None)


@dataclass(frozen=True)
class Change:
    """Something happened to a case that lies, or lay, with these offices."""

    at: float
    case_id: str
    offices: frozenset[str]
    reminds: bool


@dataclass(frozen=True)
class Turn:
    """These people, by the office of being themselves, act for other offices now, or from another moment on."""

    at: float
    people: frozenset[str]


@dataclass(eq=False)
class Watcher:
    """An open page. `person` is the office of being oneself, before which a statement or an appeal may lie."""

    rights: Rights
    cases: frozenset[str]
    own: frozenset[str] = frozenset()
    person: str = ""
    session_id: UUID | None = None
    outdated: bool = False
    ended: bool = False
    news: set[tuple[str, str]] = field(default_factory=set)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _border: datetime | None = None

    def __post_init__(self) -> None:
        self._border = self.rights.next_change(clock.business())

    def tell(self, kind: str, about: str = "") -> None:
        """Something this page shows has changed."""
        self.news.add((kind, about))
        self._woken.set()

    def end(self) -> None:
        """The session is over: nothing more is told."""
        self.ended = True
        self._woken.set()

    def hear(self, change: Change) -> None:
        """Tell it what of a change concerns it now. Of a case no office is known of yet, all offices look again."""
        if self._is_outdated():
            return
        if change.case_id in self.cases:
            self.tell("case", change.case_id)
        offices = self.rights.offices(clock.business())
        lies_with = offices & change.offices or self.person in change.offices
        concerned = lies_with or (offices and not change.offices)
        if concerned or change.case_id in self.own:
            self.tell("inbox")
        if concerned and change.reminds:
            self.tell("reminder")

    def follow(self, turn: Turn, since: float = -inf) -> None:
        """Approvals goes by other offices: ask anew, or where the rights here are the newer ones, have the page look again."""
        if self.person not in turn.people:
            return
        if turn.at >= self.rights.asked_at:
            self._outdate()
        elif turn.at >= since:
            self.tell("inbox")

    def look_back(self, seconds: float) -> None:
        """Have the page look again where an office began or ended while it was on its way."""
        now = clock.business()
        change = self.rights.next_change(now - timedelta(seconds=seconds))
        if change is not None and change <= now:
            self.tell("inbox")

    def _outdate(self) -> None:
        """They act for other offices now: the page looks again, and nothing else is told to who they were before."""
        self.outdated = True
        self.news.clear()
        self.tell("inbox")

    def _is_outdated(self) -> bool:
        if not self.outdated and self._border is not None and clock.business() >= self._border:
            self._outdate()
        return self.outdated

    async def wait(self) -> bool:
        """Until there is something to tell; False when there is nothing after a while."""
        seconds = float(HEARTBEAT_SECONDS)
        if self._border is not None:
            seconds = min(seconds, clock.seconds_until(self._border))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        return self._is_outdated() or self._woken.is_set()

    def take(self) -> list[tuple[str, str]]:
        """What it has not been told yet, each once."""
        self._is_outdated()
        news, self.news = self.news, set()
        self._woken.clear()
        return sorted(news)
