"""What others do, told to the pages that show it: events from the bus, filtered for each person who looks."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from math import inf
from uuid import UUID

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError

from chassis import clock
from chassis.bus import envelopes
from chassis.bus.connection import Bus
from chassis.web.revocations import Revocations
from contracts.envelope import REGISTRY, Envelope
from contracts.events import approvals
from contracts.kinds import owners
from contracts.offices import Office, Role
from services.portal.frame.watching import Change, Turn, Watcher

log = structlog.get_logger()

KNOWN_CASES = 20_000
# A page that takes longer from its first question to its first listening has missed something.
KEPT_SECONDS = 30
QUIET_SECONDS = 0.4
# The browser connects anew by itself; until then the sign-in is that of the beginning.
LONGEST_SECONDS = 240
# Pages of one person that listen at once [D]: more than anybody looks at, and few enough that nobody fills the house.
MOST_OPEN = 20


class Hub:
    """Hands events to the pages concerned. Pages are told that something changed, never what: they ask as themselves."""

    def __init__(self) -> None:
        self.sessions = Revocations(self._end)
        self._watchers: set[Watcher] = set()
        self._offices_of: OrderedDict[UUID, set[str]] = OrderedDict()
        self._recent: deque[Change] = deque()
        self._turns: deque[Turn] = deque()

    @contextmanager
    def watching(self, watcher: Watcher, since: float = inf) -> Iterator[None]:
        """Told as long as the page is open, and what happened while it was on its way (`since`, seconds of the clock)."""
        self._watchers.add(watcher)
        if watcher.session_id is not None and self.sessions.ended(watcher.session_id):
            watcher.end()
        watcher.look_back(min(KEPT_SECONDS, max(0, clock.machine().timestamp() - since)))
        for turn in self._turns:
            watcher.follow(turn, since)
        for change in self._recent:
            if change.at >= since:
                watcher.hear(change)
        try:
            yield
        finally:
            self._watchers.discard(watcher)

    def has_room(self, person: str) -> bool:
        """Whether one page more of this person may listen."""
        return sum(watcher.person == person for watcher in self._watchers) < MOST_OPEN

    def _end(self, session_id: UUID) -> None:
        for watcher in self._watchers:
            if watcher.session_id == session_id:
                watcher.end()

    async def run(self, bus: Bus) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await bus.joined()
                subscriptions = [await bus.client.subscribe(subject, cb=self._take) for subject in _listened()]
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
        """Tell the watchers whom the event concerns; one of a newer service's concerns nobody yet."""
        if envelope.type not in REGISTRY:
            return
        event, now = envelope.event(), clock.machine().timestamp()
        if isinstance(event, approvals.AuthorityChanged):
            self._turn(Turn(now, frozenset(f"{Role.PERSON}:{person_id}" for person_id in event.person_ids)))
            return
        case_id = _case_of(event)
        if case_id is None:
            return
        offices = frozenset(self._concerned(case_id, event))
        if isinstance(event, approvals.OutcomeTold):
            offices = frozenset({f"{Role.PERSON}:{event.person_id}"})
        told = isinstance(event, approvals.TaskReminded | approvals.OutcomeTold)
        change = Change(now, str(case_id), offices, told)
        _keep(self._recent, change)
        for watcher in self._watchers:
            watcher.hear(change)

    def _turn(self, turn: Turn) -> None:
        _keep(self._turns, turn)
        for watcher in self._watchers:
            watcher.follow(turn)

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


def _keep[Heard: (Change, Turn)](recent: deque[Heard], latest: Heard) -> None:
    recent.append(latest)
    while recent[0].at < latest.at - KEPT_SECONDS:
        recent.popleft()


def _listened() -> list[str]:
    """Whoever owns cases, and whoever has people decide them."""
    return [f"{service}.>" for service in ("approvals", *owners())]


def _case_of(event: object) -> UUID | None:
    """The case an event tells of; a studio's is the studio itself."""
    found = getattr(event, "case_id", None) or getattr(event, "studio_id", None)
    return found if isinstance(found, UUID) else None


async def stream(hub: Hub, watcher: Watcher, since: float = inf) -> AsyncGenerator[str]:
    """Server-sent events for one page, several changes within a moment told as one.

    It ends when the person acts for other offices than at its beginning: the browser asks anew, as who they are then. It ends with
    their session, without another word.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + LONGEST_SECONDS
    with hub.watching(watcher, since):
        yield "retry: 2000\n\n"
        while loop.time() < ends:
            if not await watcher.wait():
                yield ": still here\n\n"
                continue
            if watcher.ended:
                return
            await asyncio.sleep(QUIET_SECONDS)
            for kind, about in watcher.take():
                yield f"event: {kind}\ndata: {about}\n\n"
            if watcher.outdated:
                return
