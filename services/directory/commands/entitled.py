"""Whether somebody may do what they ask for, by the one table of authority."""

from uuid import UUID

from chassis.errors import ForbiddenError, Text
from chassis.web.auth import Actor
from contracts.authority import Right, may


def require(right: Right, actor: Actor, *scopes: str | UUID | None) -> None:
    """Raises ForbiddenError `not_entitled`, naming who may, where the caller's offices do not give the right."""
    if not may(right, actor.offices, *scopes):
        zh, en = right.who
        raise ForbiddenError("not_entitled", Text(f"只有{zh}可以{right.zh}。", f"Only {en} may {right.en}."))
