"""Decide many tasks alike: looked through before, then one by one, each in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import clock
from chassis.errors import InvalidError, ProblemError
from chassis.store import jobs
from chassis.store.database import Transaction
from chassis.store.job_progress import find
from chassis.store.jobs import Item, Job
from services.approvals.commands.decision import Decider, decide_loaded
from services.approvals.domain import problems
from services.approvals.domain.decision import Wanted, at_revision, judge
from services.approvals.queries.task import Shown, lock_for, look_at

KIND: Final = "decisions"


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
    Raises ConflictError `job_exists` where the id was used for another job.
    """
    prospects = await preview(transaction.connection, decider, list(revisions), wanted)
    for prospect in prospects:
        if isinstance(prospect.problem, InvalidError):
            raise prospect.problem
    asked = {
        "proxy_id": str(wanted.proxy_id) if wanted.proxy_id else None,
        "verb": wanted.verb,
        "opinion": wanted.opinion,
        "attestations": list(wanted.attestations),
    }
    job = Job(batch_id, KIND, decider.person_id, decider.name, asked)
    items = [Item(each.task_id, {"revision": revisions[each.task_id], **_named(each)}) for each in prospects]
    await jobs.start(transaction, job, items)


def _named(prospect: Prospect) -> dict[str, str | None]:
    """How its rows are called: as they were for whoever began the job; of what one may not see nothing is told."""
    card = prospect.shown and prospect.shown.card
    return {"case_no": card.case_no, "title": card.title} if card else {"case_no": None, "title": None}


async def decide_one(transaction: Transaction, job: Job, item: Item) -> None:
    """Decide one task of the job, at the revision that was looked at. Raises what deciding it alone would."""
    revision: int = item.asked["revision"]
    wanted = Wanted(
        verb=job.asked["verb"],
        opinion=job.asked["opinion"],
        attestations=tuple(job.asked["attestations"]),
        revision=revision,
        content_hash="",
        proxy_id=UUID(job.asked["proxy_id"]) if job.asked["proxy_id"] else None,
    )
    loaded = await lock_for(transaction.connection, item.subject, job.started_by, clock.business())
    if loaded is None:
        raise problems.no_such_task()
    pinned = at_revision(wanted, loaded.task, revision)
    await decide_loaded(transaction, Decider(job.started_by, job.started_by_name), loaded, pinned)


async def try_again(transaction: Transaction, batch_id: UUID, person_id: UUID) -> None:
    """What faults kept from being decided waits again, as if never tried; what was refused stays so.

    Raises NotFoundError for a job that is not there or somebody else's.
    """
    if await find(transaction.connection, batch_id, KIND, person_id) is None:
        raise problems.no_such_batch()
    await jobs.try_again(transaction, batch_id)
