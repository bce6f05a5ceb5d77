"""Whether somebody may do what they ask for, by the one table of authority and the offices they hold at this moment."""

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import clock
from chassis.errors import ForbiddenError, Text
from chassis.web.auth import Actor
from contracts.authority import Right, may
from services.directory.queries.assignment import held_at


async def require(connection: AsyncConnection, right: Right, actor: Actor) -> frozenset[str]:
    """The offices held now, which give the right over the whole city: a token may be of before one of them ended.

    Raises ForbiddenError `not_entitled`, naming who may.
    """
    held = frozenset(await held_at(connection, actor.person_id, clock.business()))
    if not may(right, held):
        zh, en = right.who
        raise ForbiddenError("not_entitled", Text(f"只有{zh}可以{right.zh}。", f"Only {en} may {right.en}."))
    return held
