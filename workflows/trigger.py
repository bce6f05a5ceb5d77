"""From an event to a run: the opening event starts one, every other signals it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.common import TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from chassis.bus.connection import Bus
from chassis.bus.consumers import Listener, TakeIn
from contracts.envelope import Envelope, Event
from contracts.events.approvals import DecisionRecorded
from contracts.processes.casework import Decided
from workflows.asking import Asks

log = structlog.get_logger()

RPC_TIMEOUT = timedelta(seconds=5)
# How long a run waits for a worker that died over its task; a task takes milliseconds, and a local attempt at most two seconds.
TASK_TIMEOUT = timedelta(seconds=5)
# Cases are independent; events of one case are taken in one after the other.
AT_ONCE = 32

Trigger = Callable[[Client, Asks, Any], Awaitable[None]]
Triggers = dict[type[Event], Trigger]


class NotStartedError(Exception):
    """There is no such run: its opening event has not been taken in yet, or its history is long gone."""


async def start(
    client: Client,
    name: str,
    workflow_id: str,
    queue: str,
    argument: object,
    summary: str,
    found_by: TypedSearchAttributes,
) -> None:
    """Start a run, once: the same event taken in again finds it started and is content."""
    try:
        await client.start_workflow(
            name,
            argument,
            id=workflow_id,
            task_queue=queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=summary,
            search_attributes=found_by,
            request_eager_start=True,
            task_timeout=TASK_TIMEOUT,
            rpc_timeout=RPC_TIMEOUT,
        )
    except WorkflowAlreadyStartedError:
        log.debug("trigger.started_before", workflow=workflow_id)


async def signal(client: Client, workflow_id: str, name: str, argument: object) -> None:
    """Tell a run; one that has ended needs to hear nothing more. Raises NotStartedError."""
    try:
        await client.get_workflow_handle(workflow_id).signal(name, argument, rpc_timeout=RPC_TIMEOUT)
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        if "already completed" not in error.message:
            raise NotStartedError(workflow_id) from error
        log.debug("trigger.ended_before", workflow=workflow_id)


def as_decided(event: DecisionRecorded) -> Decided:
    """What a run is told of a decision: identifiers and times, no opinion."""
    return Decided(
        decision_id=event.decision_id,
        task_id=event.task_id,
        stage=event.stage,
        verb=event.verb,
        revision=event.revision,
        decided_at=event.decided_at,
    )


def combined(*tables: Triggers) -> Triggers:
    """One table of all; where several processes listen to an event, each is told, and all again if one fails."""
    by_event: dict[type[Event], list[Trigger]] = {}
    for table in tables:
        for event, trigger in table.items():
            by_event.setdefault(event, []).append(trigger)
    return {event: triggers[0] if len(triggers) == 1 else _all(triggers) for event, triggers in by_event.items()}


def _all(triggers: list[Trigger]) -> Trigger:
    async def each(client: Client, bus: Asks, event: Any) -> None:
        for trigger in triggers:
            await trigger(client, bus, event)

    return each


def listeners(client: Client, bus: Bus, triggers: Triggers) -> list[Listener]:
    """A listener for each service some of whose events trigger something."""
    by_service: dict[str, list[str]] = {}
    for event in triggers:
        by_service.setdefault(event.TYPE.split(".")[0], []).append(event.TYPE)
    take_in = taking_in(client, bus, triggers)
    return [Listener(bus, service, types, take_in, AT_ONCE) for service, types in by_service.items()]


def taking_in(client: Client, bus: Asks, triggers: Triggers) -> TakeIn:
    """Hands an event to its trigger. Taken in again it does no harm: runs are started once, and know what they were told."""
    by_type = {event.TYPE: trigger for event, trigger in triggers.items()}

    async def take_in(envelope: Envelope) -> None:
        await by_type[envelope.type](client, bus, envelope.event())

    return take_in
