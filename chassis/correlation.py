"""The id that ties a request, its events and the steps they cause together."""

from contextvars import ContextVar

from chassis.ids import uuid7

HEADER = "x-correlation-id"

_current: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def begin(given: str | None = None) -> str:
    """Take the caller's id where it is a sane one, or else make one."""
    value = given if given and len(given) <= 64 and given.isascii() and given.isprintable() else str(uuid7())
    _current.set(value)
    return value


def current() -> str:
    """The id of what is being done; a new one outside of any request."""
    return _current.get() or begin()
