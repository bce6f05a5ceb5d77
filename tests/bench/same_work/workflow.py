"""An application's way through three offices."""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from tests.bench.same_work.activities import Activities, Decided, Opening
    from tests.bench.same_work.models import STAGES

QUEUE = "same-work"
PATIENCE = timedelta(seconds=10)


@workflow.defn
class Approval:
    """One run for each application."""

    def __init__(self) -> None:
        self._opened: set[str] = set()
        self._taken: set[str] = set()
        self._recorded: set[str] = set()

    @workflow.run
    async def run(self, case_id: str) -> str:
        """From office to office."""
        for stage in STAGES:
            task_id = await workflow.execute_activity_method(
                Activities.open_task, Opening(case_id, stage), start_to_close_timeout=PATIENCE
            )
            self._opened.add(task_id)
            await workflow.wait_condition(lambda task_id=task_id: task_id in self._recorded)  # type: ignore[misc]
        await workflow.wait_condition(workflow.all_handlers_finished)
        return "ADMITTED"

    @workflow.update
    async def decide(self, decided: Decided) -> None:
        """Somebody's click: answered once the decision is written down and the task no longer lies before its office."""
        await workflow.wait_condition(lambda: decided.task_id in self._opened)
        if decided.task_id in self._taken:
            raise ApplicationError("Somebody has decided this before.")
        self._taken.add(decided.task_id)
        await workflow.execute_activity_method(Activities.record_decision, decided, start_to_close_timeout=PATIENCE)
        self._recorded.add(decided.task_id)
