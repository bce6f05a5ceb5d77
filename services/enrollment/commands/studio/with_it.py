"""What goes with a studio that is suspended, goes on, or ends: applications, members, alerts, cases about places (domain rules, §5a)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.gate import By
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from services.enrollment.commands.application import with_studio as applications
from services.enrollment.commands.member import end as members
from services.enrollment.commands.member import place as places


@dataclass(frozen=True)
class Turned:
    """The studio, which is held, with who turned it, why and when."""

    studio: AnyRow
    reason: str
    by: By
    at: datetime


async def _suspended(transaction: Transaction, turned: Turned) -> None:
    await applications.suspend(transaction, turned.studio.id, turned.by, turned.at)


async def _resumed(transaction: Transaction, turned: Turned) -> None:
    await applications.resume(transaction, turned.studio.id, turned.by, turned.at)


async def _terminated(transaction: Transaction, turned: Turned) -> None:
    """Applications, then members, then cases: the order in which all hold them."""
    await applications.end(transaction, turned.studio.id, turned.by, turned.at)
    reason = f"工作室已终止：{turned.reason}"
    await members.end_with_studio(transaction, turned.studio.id, reason, turned.by.person_id, turned.at)
    await places.end_with_studio(transaction, turned.studio.id, turned.at)


WITH_IT: Final[dict[str, Callable[[Transaction, Turned], Awaitable[None]]]] = {
    "suspend": _suspended,
    "resume": _resumed,
    "terminate": _terminated,
}
