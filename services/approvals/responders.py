"""The commands workflows may send. A task that is not there has nothing to be reminded of, shown or closed."""

from chassis import clock
from chassis.bus.responders import Responders
from chassis.store.database import Transaction
from contracts.commands.approvals import (
    CLOSE_TASK,
    ESCALATE,
    MARK_OVERTAKEN,
    OPEN_TASK,
    REMIND,
    CloseTask,
    Decision,
    Escalate,
    Escalated,
    MarkedOvertaken,
    MarkOvertaken,
    OpenTask,
    Remind,
    Reminded,
    TaskEnded,
    TaskOpen,
)
from contracts.commands.command import Refusal
from services.approvals.commands import task as tasks
from services.approvals.domain.task import TaskState
from services.approvals.queries.log import signature_of
from services.approvals.queries.task import lock

ENDED = Refusal(code="ended")


async def open_task(transaction: Transaction, asked: OpenTask) -> TaskOpen | Refusal:
    """Put a frozen revision before an office, unless it, or the case, has ended."""
    times = await tasks.open_task(transaction, asked)
    if times is None:
        return ENDED
    return TaskOpen(remind_in=times.remind_in, due_in=times.due_in, due_at=times.due_at)


async def remind(transaction: Transaction, asked: Remind) -> Reminded | Refusal:
    """Remind the office, not before it is time."""
    loaded = await lock(transaction.connection, asked.task_id)
    if loaded is None or loaded.task.state != "OPEN":
        return ENDED
    wait = (loaded.task.next_reminder_at - clock.business()).total_seconds()
    if wait > 0:
        return Refusal(code="not_yet", retry_in=wait)
    count, times = await tasks.remind(transaction, loaded.task, loaded.case)
    return Reminded(count=count, next_in=times.remind_in)


async def escalate(transaction: Transaction, asked: Escalate) -> Escalated | Refusal:
    """Show the task to the office above, not before it is overdue, and once."""
    loaded = await lock(transaction.connection, asked.task_id)
    if loaded is None or loaded.task.state != "OPEN":
        return ENDED
    wait = (loaded.task.due_at - clock.business()).total_seconds()
    if wait > 0:
        return Refusal(code="not_yet", retry_in=wait)
    above = loaded.task.rule.escalate_to
    if above is not None and loaded.task.shown_to is None:
        await tasks.escalate(transaction, loaded.task, loaded.case, above)
    return Escalated()


async def close_task(transaction: Transaction, asked: CloseTask) -> TaskEnded:
    """Close the task, unless it was decided first: that decision stands and comes along."""
    loaded = await lock(transaction.connection, asked.task_id)
    if loaded is None or loaded.task.state == "CLOSED":
        return TaskEnded(decision=None)
    if loaded.task.state == "DECIDED":
        return TaskEnded(decision=await _decision(transaction, loaded.task))
    await tasks.close(transaction, loaded.task, loaded.case, asked.reason)
    return TaskEnded(decision=None)


async def mark_overtaken(transaction: Transaction, asked: MarkOvertaken) -> MarkedOvertaken | Refusal:
    """Note in the log that a decision came second."""
    loaded = await lock(transaction.connection, asked.task_id)
    if loaded is None or loaded.task.decision_id != asked.decision_id:
        return Refusal(code="no_such_decision")
    if loaded.task.overtaken_at is None:
        await tasks.mark_overtaken(transaction, loaded.task, loaded.case, asked.reason)
    return MarkedOvertaken()


async def _decision(transaction: Transaction, task: TaskState) -> Decision:
    return Decision.model_validate(
        {
            "decision_id": task.decision_id,
            "task_id": task.task_id,
            "verb": task.verb,
            "revision": task.revision,
            "decided_at": task.decided_at,
            "signature": await signature_of(transaction.connection, task.decision_id),
        }
    )


RESPONDERS: Responders = {
    OPEN_TASK: open_task,
    REMIND: remind,
    ESCALATE: escalate,
    CLOSE_TASK: close_task,
    MARK_OVERTAKEN: mark_overtaken,
}
