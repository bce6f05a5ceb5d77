"""Files that go with a decision."""

from uuid import UUID

from chassis import clock
from chassis.formats import NewFile
from chassis.store.database import Transaction
from chassis.store.files import keep
from services.approvals.commands.decision import Decider
from services.approvals.domain import problems
from services.approvals.domain.decision import offered, require_authority, require_open, require_sight
from services.approvals.models import File
from services.approvals.queries.file import waiting
from services.approvals.queries.task import look_at

MOST_FILES = 10


async def add_file(transaction: Transaction, person: Decider, task_id: UUID, file: NewFile) -> UUID:
    """Keep a file until the person's decision on the task hands it in; gives its id.

    Raises ConflictError `too_many_files` for the eleventh, and what a claim raises.
    """
    await _require_allowed(transaction, person, task_id)
    if await waiting(transaction.connection, task_id, person.person_id) >= MOST_FILES:
        raise problems.too_many_files(MOST_FILES)
    return await keep(transaction, File, file, person.person_id, task_id=task_id)


async def _require_allowed(transaction: Transaction, person: Decider, task_id: UUID) -> None:
    now = clock.business()
    found = (await look_at(transaction.connection, [task_id], person.person_id, now)).get(task_id)
    if found is None:
        raise problems.no_such_task()
    require_sight(found.task, found.case, person.person_id, found.holds)
    _, hold = offered(found.task, found.case, person.person_id, found.holds, now)
    require_authority(found.task, found.case, person.person_id, hold)
    require_open(found.task, found.case)
