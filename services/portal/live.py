"""What others do, told to the pages that show it: events from the bus, filtered for each person who looks."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from uuid import UUID

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError

from chassis import clock, envelopes
from chassis.bus import Bus
from contracts.envelope import Envelope
from contracts.events import approvals, enrollment
from contracts.offices import Office

log = structlog.get_logger()

LISTENED = ("approvals.>", "enrollment.>")
KNOWN_CASES = 20_000
# A page that takes longer from its first question to its first listening has missed something.
KEPT_SECONDS = 30
QUIET_SECONDS = 0.4
HEARTBEAT_SECONDS = 20
# The browser connects anew by itself; until then offices and sign-in are those of the beginning.
LONGEST_SECONDS = 240


@dataclass(eq=False)
class Watcher:
    """One open page: whose it is, which offices and cases concern it, and what it has not been told yet.

    `person` is the office of being oneself, before which a statement or an appeal may lie.
    """

    offices: frozenset[str]
    cases: frozenset[str]
    own: frozenset[str] = frozenset()
    person: str = ""
    news: set[tuple[str, str]] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, kind: str, about: str = "") -> None:
        """Something this page shows has changed."""
        self.news.add((kind, about))
        self.woken.set()

    def hear(self, change: "Change") -> None:
        """Tell it what of a change concerns it. Of a case no office is known of yet, all offices look again."""
        if change.case_id in self.cases:
            self.tell("case", change.case_id)
        lies_with = self.offices & change.offices or self.person in change.offices
        concerned = lies_with or (self.offices and not change.offices)
        if concerned or change.case_id in self.own:
            self.tell("inbox")
        if concerned and change.reminds:
            self.tell("reminder")


@dataclass(frozen=True)
class Change:
    """Something happened to a case."""

    at: float
    case_id: str
    offices: frozenset[str]
    reminds: bool


class Hub:
    """Hands events to the pages concerned. Pages are told that something changed, never what: they ask as themselves."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._offices_of: OrderedDict[UUID, set[str]] = OrderedDict()
        self._recent: deque[Change] = deque()

    @contextmanager
    def watching(self, watcher: Watcher, since: float = inf) -> Iterator[None]:
        """Told as long as the page is open, and what happened while it was on its way (`since`, seconds of the clock)."""
        self._watchers.add(watcher)
        for change in self._recent:
            if change.at >= since:
                watcher.hear(change)
        try:
            yield
        finally:
            self._watchers.discard(watcher)

    async def run(self, bus: Bus) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await bus.joined()
                subscriptions = [await bus.client.subscribe(subject, cb=self._take) for subject in LISTENED]
                log.info("live.listening", subjects=len(subscriptions))
                # The client subscribes again by itself when the connection comes back.
                await asyncio.Event().wait()
            except NatsError as error:
                log.warning("live.interrupted", error=type(error).__name__)
                await asyncio.sleep(1)

    async def _take(self, message: Msg) -> None:
        try:
            self.spread(envelopes.of_message(message))
        except (ValidationError, KeyError) as error:
            log.warning("live.unreadable", subject=message.subject, error=type(error).__name__)

    def spread(self, envelope: Envelope) -> None:
        """Tell the watchers whom the event concerns."""
        event = envelope.event()
        case_id = _case_of(event)
        if case_id is None:
            return
        offices = frozenset(self._concerned(case_id, event))
        now = clock.machine().timestamp()
        change = Change(now, str(case_id), offices, isinstance(event, approvals.TaskReminded))
        self._recent.append(change)
        while self._recent[0].at < now - KEPT_SECONDS:
            self._recent.popleft()
        for watcher in self._watchers:
            watcher.hear(change)

    def _concerned(self, case_id: UUID, event: object) -> set[str]:
        """Offices that have, or had, the case: a decision names none, but its task was opened for one."""
        offices = self._offices_of.setdefault(case_id, set())
        self._offices_of.move_to_end(case_id)
        while len(self._offices_of) > KNOWN_CASES:
            self._offices_of.popitem(last=False)
        for name in ("office", "shown_to"):
            office = getattr(event, name, None)
            if isinstance(office, Office):
                offices.add(office.key)
        return offices


def _case_of(event: object) -> UUID | None:
    """The case an event tells of: a studio's is the studio itself."""
    if isinstance(event, enrollment.StudioProgressed | enrollment.StudioFundProgressed):
        return event.studio_id
    card = getattr(event, "card", None)
    return getattr(event, "case_id", None) or getattr(event, "application_id", None) or getattr(card, "case_id", None)


async def stream(hub: Hub, watcher: Watcher, since: float = inf) -> AsyncGenerator[str]:
    """Server-sent events for one page, several changes within a moment told as one."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + LONGEST_SECONDS
    with hub.watching(watcher, since):
        yield "retry: 2000\n\n"
        while loop.time() < ends:
            try:
                await asyncio.wait_for(watcher.woken.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            await asyncio.sleep(QUIET_SECONDS)
            news, watcher.news = watcher.news, set()
            watcher.woken.clear()
            for kind, about in sorted(news):
                yield f"event: {kind}\ndata: {about}\n\n"
