"""Decide many tasks alike: looked through before, then one by one, each in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import clock, correlation
from chassis.errors import InvalidError, ProblemError
from chassis.store.database import Transaction
from services.approvals.commands.decision import Decider, decide_loaded
from services.approvals.domain import problems
from services.approvals.domain.decision import Wanted, at_revision, judge
from services.approvals.domain.retries import pause_after
from services.approvals.models import Batch, BatchItem
from services.approvals.queries.batches import find, items
from services.approvals.queries.task import Shown, lock_for, look_at


@dataclass(frozen=True, slots=True)
class Prospect:
    """How a task would fare: None as problem is well."""

    task_id: UUID
    shown: Shown | None
    problem: ProblemError | None


async def preview(
    connection: AsyncConnection, decider: Decider, task_ids: Sequence[UUID], wanted: Wanted
) -> list[Prospect]:
    """Which of the tasks could be decided so now, at the revision they have, and what stands in the way of the others."""
    now = clock.business()
    found = await look_at(connection, task_ids, decider.person_id, now)
    prospects = []
    for task_id in task_ids:
        shown, problem = found.get(task_id), None
        try:
            if shown is None:
                raise problems.no_such_task()
            pinned = at_revision(wanted, shown.task, shown.task.revision)
            judge(shown.task, shown.case, decider.person_id, shown.holds, pinned, now)
        except ProblemError as error:
            problem = error
        hidden = problem is not None and problem.status == problems.no_such_task().status
        prospects.append(Prospect(task_id, None if hidden else shown, problem))
    return prospects


async def start(
    transaction: Transaction, batch_id: UUID, decider: Decider, wanted: Wanted, revisions: dict[UUID, int]
) -> None:
    """Begin a job over these tasks at these revisions; the same again changes nothing.

    Raises InvalidError where words or attestations are missing that a task asks for: that is not for each row to tell.
    Raises ConflictError where the id was used for another job.
    """
    await _require_whole(transaction, decider, wanted, revisions)
    asked = {
        "person_id": decider.person_id,
        "proxy_id": wanted.proxy_id,
        "verb": wanted.verb,
        "opinion": wanted.opinion,
        "attestations": list(wanted.attestations),
        "total": len(revisions),
    }
    now = clock.business()
    begun = upsert(Batch).values(
        batch_id=batch_id,
        person_name=decider.name,
        started_at=now,
        correlation_id=correlation.current(),
        **asked,
    )
    made = await transaction.execute(begun.on_conflict_do_nothing().returning(Batch.batch_id))
    if made.one_or_none() is None:
        await _require_same(transaction, batch_id, asked, revisions)
        return
    rows = [
        {"batch_id": batch_id, "ordinal": ordinal, "task_id": task_id, "revision": revision, "next_try_at": now}
        for ordinal, (task_id, revision) in enumerate(revisions.items())
    ]
    await transaction.execute(insert(BatchItem), rows)


async def _require_whole(
    transaction: Transaction, decider: Decider, wanted: Wanted, revisions: dict[UUID, int]
) -> None:
    for prospect in await preview(transaction.connection, decider, list(revisions), wanted):
        if isinstance(prospect.problem, InvalidError):
            raise prospect.problem


async def _require_same(
    transaction: Transaction, batch_id: UUID, asked: dict[str, Any], revisions: dict[UUID, int]
) -> None:
    there = await find(transaction.connection, batch_id)
    known = {row.task_id: row.revision for row in await items(transaction.connection, batch_id)}
    if there is None or known != revisions or any(getattr(there, name) != value for name, value in asked.items()):
        raise problems.batch_exists()


async def settle(transaction: Transaction, item: Any) -> None:
    """Decide a task that `lock_next` gave, and note what became of it in the same transaction."""
    correlation.begin(item.correlation_id)
    problem: ProblemError | None = None
    try:
        await _decide(transaction, item)
    except ProblemError as error:
        # A problem is raised before anything is written.
        problem = error
    await _note(transaction, item, problem)


async def _decide(transaction: Transaction, item: Any) -> None:
    wanted = Wanted(
        verb=item.verb,
        opinion=item.opinion,
        attestations=tuple(item.attestations),
        revision=item.revision,
        content_hash="",
        proxy_id=item.proxy_id,
    )
    loaded = await lock_for(transaction.connection, item.task_id, item.person_id, clock.business())
    if loaded is None:
        raise problems.no_such_task()
    pinned = at_revision(wanted, loaded.task, item.revision)
    await decide_loaded(transaction, Decider(item.person_id, item.person_name), loaded, pinned)


async def _note(transaction: Transaction, item: Any, problem: ProblemError | None) -> None:
    await transaction.execute(
        update(BatchItem)
        .where(BatchItem.batch_id == item.batch_id, BatchItem.ordinal == item.ordinal)
        .values(
            state="FAILED" if problem else "DONE",
            problem=problems.told(problem) if problem else None,
            settled_at=clock.business(),
        )
    )


async def put_off(transaction: Transaction, item: Any) -> None:
    """Deciding it met a fault: it is tried again after a pause, or after too many it has failed."""
    tries, now = item.tries + 1, clock.business()
    pause = pause_after(tries)
    if pause is None:
        told = problems.told(problems.kept_failing())
        change = {"state": "FAILED", "problem": told, "settled_at": now}
    else:
        change = {"next_try_at": now + pause}
    # Another process may have taken it since; a try is counted once.
    untouched = (BatchItem.state == "PENDING", BatchItem.tries == item.tries)
    same = (BatchItem.batch_id == item.batch_id, BatchItem.ordinal == item.ordinal)
    await transaction.execute(update(BatchItem).where(*same, *untouched).values(tries=tries, **change))


async def try_again(transaction: Transaction, batch_id: UUID, person_id: UUID) -> None:
    """What faults kept from being decided waits again, as if never tried; what was refused stays so.

    Raises NotFoundError for a job that is not there or somebody else's.
    """
    job = await find(transaction.connection, batch_id)
    if job is None or job.person_id != person_id:
        raise problems.no_such_batch()
    faulted = (BatchItem.state == "FAILED", BatchItem.problem["code"].as_string() == problems.kept_failing().code)
    afresh = {"state": "PENDING", "problem": None, "settled_at": None, "tries": 0, "next_try_at": clock.business()}
    await transaction.execute(update(BatchItem).where(BatchItem.batch_id == batch_id, *faulted).values(afresh))
