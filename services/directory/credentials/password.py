"""Passwords: argon2id, computed on threads of its own and for a few people at once, whatever comes in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from services.directory.credentials.turns import Turns

AT_ONCE = 2
# Whoever comes on a device that is known waits for no stranger: for them one more at once.
KNOWN_AT_ONCE = 1
MOST_WAITING = 200
# From the start of a check until a refusal is told, whatever was checked: longer than the costliest hash takes.
TELLS_AFTER_SECONDS = 0.3

# The least that OWASP advises: 19 MiB and some 30 ms a password, so that a small machine stands a Monday morning.
_MEMORY_KIB = 19456
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=_MEMORY_KIB, parallelism=1)
_COSTLIEST = (4, 65536, 4)  # passes, KiB, lanes that a hash made elsewhere may ask of us

# What an unknown login is checked against, so that the time taken does not tell who has an account.
_NOBODY = _HASHER.hash("nobody has this password")


@dataclass(frozen=True)
class Check:
    """Whether a password fits, and from when on it is told that it does not (seconds of the loop)."""

    fits: bool
    told_from: float

    async def even(self) -> None:
        """Wait until nothing can be told from the time it took; not within a turn, which is the next one's by then."""
        await asyncio.sleep(self.told_from - asyncio.get_running_loop().time())


class Gate:
    """Passwords are checked and made here alone, beside the event loop, by whoever has a turn."""

    def __init__(self) -> None:
        self._known = Turns(KNOWN_AT_ONCE, MOST_WAITING)
        self._strangers = Turns(AT_ONCE, MOST_WAITING)
        self._threads = ThreadPoolExecutor(AT_ONCE + KNOWN_AT_ONCE, thread_name_prefix="passwords")

    def turn(self, stranger: str | None) -> AbstractAsyncContextManager[None]:
        """A turn of whoever comes: strangers, as they are told apart, one after the other; None for somebody known.

        Raises CrowdedError at once where too many wait.
        """
        return self._known.taken("") if stranger is None else self._strangers.taken(stranger)

    async def check(self, password: str, password_hash: str | None) -> Check:
        """Whether the password fits; None as hash takes as long and never fits."""
        told_from = asyncio.get_running_loop().time() + TELLS_AFTER_SECONDS
        fits = await self._aside(lambda: _fits(password, password_hash or _NOBODY))
        return Check(fits and password_hash is not None, told_from)

    async def made(self, password: str) -> str:
        """The hash of a password."""
        return await self._aside(lambda: hash_password(password))

    async def _aside[Result](self, compute: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, compute)


def hash_password(password: str) -> str:
    """A new hash; blocks for some 30 ms."""
    return _HASHER.hash(password)


def is_hash(value: str) -> bool:
    """Whether this is an argon2id hash that does not cost more than we are ready to spend."""
    try:
        given = argon2.extract_parameters(value)
    except (InvalidHashError, ValueError):
        return False
    asked = (given.time_cost, given.memory_cost, given.parallelism)
    return given.type is argon2.Type.ID and all(one <= most for one, most in zip(asked, _COSTLIEST, strict=True))


def is_weak(password_hash: str) -> bool:
    """Whether a hash made elsewhere costs whoever guesses less than ours do."""
    given = argon2.extract_parameters(password_hash)
    return given.time_cost * given.memory_cost < _HASHER.time_cost * _HASHER.memory_cost


def _fits(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
