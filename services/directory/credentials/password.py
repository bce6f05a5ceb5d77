"""Passwords: argon2id, computed beside the event loop and for two people at once, whatever comes in."""

import asyncio

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2

# The least that OWASP advises: 19 MiB and some 30 ms a password, so that a small machine stands a Monday morning.
_MEMORY_KIB = 19456
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=_MEMORY_KIB, parallelism=1)
_COSTLIEST = (10, 262144, 8)  # passes, KiB, lanes that a hash made elsewhere may ask of us

# What an unknown login is checked against, so that the time taken does not tell who has an account.
_NOBODY = _HASHER.hash("nobody has this password")


class Gate:
    """Lets in two at once. Whoever checks a password looks at the lock and counts the failure inside it."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> None:
        await self._room.acquire()

    async def __aexit__(self, *_: object) -> None:
        self._room.release()

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether the password fits; None takes as long and never fits. Call it inside the gate."""
        fits = await asyncio.to_thread(_fits, password, password_hash or _NOBODY)
        return fits and password_hash is not None


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


def _fits(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
