"""An application in enrollment, and events as a listener takes them in."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from temporalio.client import Client, WorkflowHistory

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

    async def decision(self, stage: Stage, verb: Verb, round_: int = 1) -> DecisionRecorded:
        """The office decides as soon as it has the task."""
        task = task_id(self.application_id, stage, round_)
        async with asyncio.timeout(10):
            while task not in self.services.tasks:
                await asyncio.sleep(0.01)
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
