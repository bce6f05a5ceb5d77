"""Attempts to sign in are counted before a password is looked at, so that a crowd of guesses gets no further than one after the other."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import bindparam, case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.store.database import Transaction
from services.directory.domain.account.sign_in import ADDRESS, DEVICE, FORGOTTEN_AFTER, STRANGER, Pace, Tries
from services.directory.models import SignInTries


@dataclass(frozen=True)
class Counter:
    """What attempts are counted by, under a hash: of one length whatever was typed, and it tells nobody's login or address."""

    key: str
    pace: Pace

    @classmethod
    def by(cls, pace: Pace, *words: str) -> "Counter":
        """Of one kind, for these."""
        return cls(hashlib.sha256("\0".join(words).encode()).hexdigest(), pace)


def of_device(login: str, device_id: str) -> list[Counter]:
    """On a device that is known nothing counts but what is tried there."""
    return [Counter.by(DEVICE, "device", login, device_id)]


def of_stranger(login: str, address: str) -> list[Counter]:
    """The account from this address, and everything from this address."""
    return [Counter.by(STRANGER, "pair", login, address), Counter.by(ADDRESS, "address", address)]


def of_session(login: str, session_id: str) -> list[Counter]:
    """Somebody who is signed in already, asked for the password once more."""
    return [Counter.by(STRANGER, "session", login, session_id)]


@dataclass(frozen=True)
class Wrong:
    """Login or password is wrong; so many attempts are free yet, and the next is looked at after `wait` seconds."""

    left: int
    wait: int


@dataclass(frozen=True)
class Held:
    """Not looked at: the next attempt is, after so many seconds."""

    wait: int


async def charge(transaction: Transaction, counters: Sequence[Counter], now: datetime) -> Wrong | Held:
    """Count an attempt and answer what it comes to where it fails; or refuse it, which counts nothing."""
    tries = await _locked(transaction, counters, now)
    if wait := _wait(tries, counters, now):
        return Held(wait)
    tries = {key: one.one_more(now) for key, one in tries.items()}
    rows = [{"its_key": key, "count": one.count, "last_at": now} for key, one in tries.items()]
    await transaction.execute(update(SignInTries).where(SignInTries.key == bindparam("its_key")), rows)
    left = min(counter.pace.left_after(tries[counter.key].count) for counter in counters)
    return Wrong(left, _wait(tries, counters, now))


async def forgive(transaction: Transaction, counters: Iterable[Counter]) -> None:
    """Its owner has come: what was counted of the account is forgotten, and of the address this attempt."""
    own = [counter.key for counter in counters if counter.pace is not ADDRESS]
    await transaction.execute(delete(SignInTries).where(SignInTries.key.in_(own)))
    shared = [counter.key for counter in counters if counter.pace is ADDRESS]
    less = update(SignInTries).where(SignInTries.key.in_(shared)).values(count=func.greatest(SignInTries.count - 1, 0))
    await transaction.execute(less)
    await _forget_old_ones(transaction, clock.machine() - FORGOTTEN_AFTER)


async def _locked(transaction: Transaction, counters: Sequence[Counter], now: datetime) -> dict[str, Tries]:
    """The counters as they stand, held until the end of the transaction; in one order, so that nobody waits in a ring."""
    rows = [{"key": key, "count": 0, "last_at": now} for key in sorted(counter.key for counter in counters)]
    statement = upsert(SignInTries).values(rows)
    forgotten = SignInTries.last_at < now - FORGOTTEN_AFTER
    held = statement.on_conflict_do_update(
        index_elements=["key"], set_={"count": case((forgotten, 0), else_=SignInTries.count)}
    ).returning(SignInTries.key, SignInTries.count.label("tries"), SignInTries.last_at)
    return {row.key: Tries(row.tries, row.last_at) for row in await transaction.execute(held)}


async def _forget_old_ones(transaction: Transaction, before: datetime) -> None:
    # Whoever counts just now holds the row: it is left for the next time.
    old = select(SignInTries.key).where(SignInTries.last_at < before).limit(100).with_for_update(skip_locked=True)
    await transaction.execute(delete(SignInTries).where(SignInTries.key.in_(old)))


def _wait(tries: Mapping[str, Tries], counters: Iterable[Counter], now: datetime) -> int:
    """Whole seconds, rounded up, until none of the counters holds an attempt up."""
    longest = max(tries[counter.key].wait(counter.pace, now) for counter in counters)
    return ceil(longest.total_seconds())
