"""Take a task on, so that two clerks do not read the same case, and give it back."""

from uuid import UUID

from sqlalchemy import update

from casework.authority import Hold
from chassis import clock
from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.events.approvals import TaskClaimed
from services.approvals.commands.decision import Decider
from services.approvals.commands.log import about, placed, write
from services.approvals.domain import problems
from services.approvals.domain.decision import (
    offered,
    require_authority,
    require_open,
    require_sight,
    require_unclaimed,
)
from services.approvals.domain.log import Entry
from services.approvals.models import Task
from services.approvals.queries.task import Loaded, lock_for


async def claim(transaction: Transaction, person: Decider, task_id: UUID) -> None:
    """Take a task on for two hours; again, for two hours from then.

    Raises NotFoundError, ForbiddenError as a decision would, ConflictError where it is decided, closed or claimed.
    """
    now = clock.business()
    loaded, hold = await _allowed(transaction, person, task_id)
    require_unclaimed(loaded.task, person.person_id, now)
    first = loaded.task.claimant(now) is None
    columns = {"claimed_by": person.person_id, "claimed_by_name": person.name, "claimed_at": now}
    if first:
        await _write(transaction, person, loaded, hold, "claim", columns)
    else:
        await transaction.execute(update(Task).where(Task.task_id == task_id).values(**columns))


async def release(transaction: Transaction, person: Decider, task_id: UUID) -> None:
    """Give a task back. One that nobody holds stays as it is; one that somebody else holds is theirs to give back."""
    now = clock.business()
    loaded, hold = await _allowed(transaction, person, task_id)
    require_unclaimed(loaded.task, person.person_id, now)
    if loaded.task.claimed_by is not None:
        columns: dict[str, object] = {"claimed_by": None, "claimed_by_name": None, "claimed_at": None}
        await _write(transaction, person, loaded, hold, "release", columns)


async def _allowed(transaction: Transaction, person: Decider, task_id: UUID) -> tuple[Loaded, Hold]:
    loaded = await lock_for(transaction.connection, task_id, person.person_id, clock.business())
    if loaded is None:
        raise problems.no_such_task()
    require_sight(loaded.task, loaded.case, person.person_id, loaded.holds)
    _, hold = offered(loaded.task, loaded.case, person.person_id, loaded.holds, clock.business())
    hold = require_authority(loaded.task, loaded.case, person.person_id, hold)
    require_open(loaded.task, loaded.case)
    return loaded, hold


async def _write(
    transaction: Transaction, person: Decider, loaded: Loaded, hold: Hold, verb: str, columns: dict[str, object]
) -> None:
    task = loaded.task
    entry = placed(
        Entry(
            entry_id=uuid7(),
            verb=verb,
            at=clock.business(),
            actor_id=person.person_id,
            actor_name=person.name,
            proxy_id=hold.proxy_id,
            acting_for_id=hold.principal_id,
            acting_for_name=hold.principal_name,
            details={"office": task.office_key},
            **about(task, loaded.case.rule_set_version),
        ),
        loaded.case.log_length,
        loaded.case.log_head,
    )
    await write(transaction, entry, task=columns)
    claimed_by = person.person_id if verb == "claim" else None
    said = TaskClaimed(task_id=task.task_id, case_id=task.case_id, claimed_by=claimed_by)
    transaction.emit(said, subject=task.case_id, version=entry.seq)
