"""From an event to a run: the opening news starts one, everything else signals it. The same for every kind of case."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.common import TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from chassis import clock, correlation
from chassis.bus.connection import Bus
from chassis.bus.consumers import Listener, TakeIn
from chassis.ids import uuid7
from contracts.cases import CaseNews, news_of
from contracts.commands.cases import Look, Stands, commands_of
from contracts.envelope import Envelope, Event
from contracts.events.approvals import DecisionRecorded
from contracts.kinds import KINDS, owners, workflow_id
from workflows.engine import messages, surface
from workflows.engine.asking import Asks
from workflows.engine.options import LOCAL_ANSWER_SECONDS
from workflows.engine.progress import Start

log = structlog.get_logger()

RPC_TIMEOUT = timedelta(seconds=5)
# How long a run waits for a worker that died over its task; a task takes milliseconds, and a local attempt at most two seconds.
TASK_TIMEOUT = timedelta(seconds=5)
# Cases are independent; events of one case are taken in one after the other.
AT_ONCE = 32
# For so long Temporal surely remembers that a case has run and ended; of an older one published again its owner is asked.
FRESH = timedelta(hours=1)

Trigger = Callable[[Client, Asks, Any], Awaitable[None]]
Triggers = dict[type[Event], Trigger]


class NotStartedError(Exception):
    """There is no such run: its opening event has not been taken in yet, or its history is long gone."""


class UnknownKindError(Exception):
    """A kind of case that came with a newer version: its events are put off until this process knows it."""


def triggers() -> Triggers:
    """The events that concern runs of cases, whatever kinds are registered."""
    return {DecisionRecorded: decided} | {news_of(owner): moved for owner in owners()}


async def moved(client: Client, bus: Asks, news: CaseNews) -> None:
    """A case has changed. What its own run brought about it knows."""
    _require_known(news.kind)
    if news.opens:
        await _open(client, bus, news)
    elif not news.by_run:
        await _tell(client, bus, news, messages.MOVED, messages.Moved(news.version, news.cause))


async def decided(client: Client, bus: Asks, event: DecisionRecorded) -> None:
    """Somebody decided a task: identifiers and times, no opinion."""
    _require_known(event.kind)
    said = messages.Decided(
        decision_id=event.decision_id,
        task_id=event.task_id,
        verb=event.verb,
        revision=event.revision,
        decided_at=event.decided_at,
        signature=event.signature,
    )
    await _tell(client, bus, event, messages.DECIDED, said)


async def _open(client: Client, bus: Asks, news: CaseNews) -> None:
    """Its facts start the run, also where the case has gone on since: what happened then follows as events."""
    if clock.business() - news.at > FRESH and await _finished(bus, news):
        return
    card = news.card
    if card is None:
        raise ValueError("opening news without a card")
    left = None if news.until is None else max((news.until - clock.business()).total_seconds(), 0.0)
    stands = Stands(
        finished=news.finished,
        state=news.state,
        version=news.version,
        revision=card.revision,
        content_hash=card.content_hash,
        plan=card.plan,
        proceed_in=left,
    )
    studio = None if card.studio_id is None else str(card.studio_id)
    found_by = surface.of_case(news.kind, card.case_no, card.county, studio)
    argument = Start(news.case_id, stands)
    await start(client, news.kind, workflow_id(news.kind, news.case_id), argument, card.case_no, found_by)


async def start(
    client: Client, name: str, run_id: str, argument: object, summary: str, found_by: TypedSearchAttributes
) -> None:
    """Start a run, once, on the queue of its name: the same event taken in again finds it started and is content."""
    try:
        await client.start_workflow(
            name,
            argument,
            id=run_id,
            task_queue=name,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=summary,
            search_attributes=found_by,
            request_eager_start=True,
            task_timeout=TASK_TIMEOUT,
            rpc_timeout=RPC_TIMEOUT,
        )
    except WorkflowAlreadyStartedError:
        log.debug("trigger.started_before", workflow=run_id)


async def signal(client: Client, run_id: str, name: str, argument: object) -> None:
    """Tell a run; one that has ended needs to hear nothing more. Raises NotStartedError."""
    try:
        await client.get_workflow_handle(run_id).signal(name, argument, rpc_timeout=RPC_TIMEOUT)
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        if "already completed" not in error.message:
            raise NotStartedError(run_id) from error
        log.debug("trigger.ended_before", workflow=run_id)


async def _tell(client: Client, bus: Asks, event: CaseNews | DecisionRecorded, name: str, said: object) -> None:
    """Signal the run. Where there is none, the event comes again, unless the owner says there is nothing to run."""
    try:
        await signal(client, workflow_id(event.kind, event.case_id), name, said)
    except NotStartedError:
        if not await _finished(bus, event):
            raise


async def _finished(bus: Asks, event: CaseNews | DecisionRecorded) -> bool:
    """Whether the owner says so; a case it has no run for, as one that was loaded, is finished too."""
    command = commands_of(KINDS[event.kind].owner).look
    # A key of its own each time: an answer kept from before would not know how the case stands now.
    key = f"{workflow_id(event.kind, event.case_id)}/{command.name}/trigger/{uuid7()}"
    asked = Look(kind=event.kind, case_id=event.case_id)
    answer = await bus.ask(command, key, asked, correlation.current(), LOCAL_ANSWER_SECONDS)
    return answer.given is not None and answer.given.finished


def _require_known(kind: str) -> None:
    if kind not in KINDS:
        raise UnknownKindError(kind)


def listeners(client: Client, bus: Bus, table: Triggers) -> list[Listener]:
    """A listener for each service some of whose events trigger something."""
    by_service: dict[str, list[str]] = {}
    for event in table:
        by_service.setdefault(event.TYPE.split(".")[0], []).append(event.TYPE)
    take_in = taking_in(client, bus, table)
    return [Listener(bus, service, types, take_in, AT_ONCE) for service, types in by_service.items()]


def taking_in(client: Client, bus: Asks, table: Triggers) -> TakeIn:
    """Hands an event to its trigger. Taken in again it does no harm: runs are started once, and know what they were told."""
    by_type = {event.TYPE: trigger for event, trigger in table.items()}

    async def take_in(envelope: Envelope) -> None:
        await by_type[envelope.type](client, bus, envelope.event())

    return take_in
