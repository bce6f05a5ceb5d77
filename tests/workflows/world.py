"""An application in enrollment, and events as a listener takes them in."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError

from contracts.cases import task_id
from contracts.envelope import Event
from contracts.events.approvals import DecisionRecorded
from contracts.processes import trainee_application
from contracts.rules import Stage, Verb
from tests.workflows.model import Services
from tests.workflows.rows import Application
from workflows.worker import TRIGGERS


@dataclass
class World:
    """An application in enrollment, and a way to take events in as a listener does."""

    client: Client
    services: Services
    application_id: UUID

    @property
    def row(self) -> Application:
        return self.services.applications[self.application_id]

    async def take_in(self, event: Event) -> None:
        await TRIGGERS[type(event)](self.client, self.services, event)

    async def outcome(self) -> object:
        handle = self.client.get_workflow_handle(trainee_application.workflow_id(self.application_id))
        return await asyncio.wait_for(handle.result(), 10)

    async def history(self) -> WorkflowHistory:
        """What Temporal wrote down of it."""
        return await self.client.get_workflow_handle(
            trainee_application.workflow_id(self.application_id)
        ).fetch_history()

    async def forget(self) -> None:
        """Temporal loses the run, and with it the memory that there was one."""
        execution = WorkflowExecution(workflow_id=trainee_application.workflow_id(self.application_id))
        asked = DeleteWorkflowExecutionRequest(namespace=self.client.namespace, workflow_execution=execution)
        await self.client.workflow_service.delete_workflow_execution(asked)
        async with asyncio.timeout(10):
            with suppress(RPCError):
                while await self.client.get_workflow_handle(execution.workflow_id).describe():
                    await asyncio.sleep(0.01)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait, in real time, until the services have it so."""
        async with asyncio.timeout(10):
            while not seen():
                await asyncio.sleep(0.01)

    async def decision(self, stage: Stage, verb: Verb, round_: int = 1) -> DecisionRecorded:
        """The office decides as soon as it has the task."""
        task = task_id(self.application_id, stage, round_)
        await self.until(lambda: task in self.services.tasks)
        said = await self.services.decide(task, verb)
        return DecisionRecorded(
            decision_id=said.decision_id,
            task_id=task,
            case_id=self.application_id,
            kind=trainee_application.KIND,
            stage=stage,
            round=round_,
            verb=verb,
            revision=said.revision,
            content_hash="",
            decided_at=said.decided_at,
            log_head="",
        )
