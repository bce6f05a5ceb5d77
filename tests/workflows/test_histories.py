"""Runs under way survive a change of the program, and their histories hold identifiers only."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.workflow import NondeterminismError

from contracts.kinds import KINDS
from tests.workflows import events
from tests.workflows.commands import HISTORIES, commands, stored
from tests.workflows.conftest import SETTINGS
from tests.workflows.model import Services
from tests.workflows.record import played
from tests.workflows.scenarios import SCENARIOS
from tests.workflows.world import World
from workflows.engine import serving
from workflows.engine.connection import CONVERTER
from workflows.engine.correlated import Correlated
from workflows.engine.held import Held
from workflows.processes import processes

CHANGED = """
The run no longer gives the commands it gave when `{name}` was recorded. Cases under way were begun by the old program: on replay
they would stop with a non-determinism error. Either keep the old order of commands, or put the new one behind

    if workflow.patched("what-changed"):
        ...new...
    else:
        ...old...

keep the recorded histories, and add one of the new way beside them (`python -m tests.workflows.record`).
"""

# Ids, codes, keys, times, hashes: nothing a person would write.
IDENTIFIER = re.compile(r"[A-Za-z0-9_.:/+@\-]*")


@pytest.mark.parametrize("name", sorted(file.stem for file in HISTORIES.glob("*.json")))
async def test_committed_histories_replay(name: str) -> None:
    await replayer(serving.runner(SETTINGS)).replay_workflow(stored(name))


async def test_a_run_that_does_other_things_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> bool:
        return False

    monkeypatch.setattr(Held, "next", nothing)
    with pytest.raises(NondeterminismError):
        await replayer(UnsandboxedWorkflowRunner()).replay_workflow(stored("admitted"))


def replayer(runner: WorkflowRunner) -> Replayer:
    """Runs histories again with the present program."""
    return Replayer(
        workflows=[process.run for process in processes().values()],
        data_converter=CONVERTER,
        workflow_runner=runner,
        interceptors=[Correlated()],
    )


@pytest.mark.parametrize("name", SCENARIOS)
async def test_the_commands_are_those_of_the_committed_history(
    environment: WorkflowEnvironment, services: Services, name: str
) -> None:
    now = WorkflowHistory.from_json(name, await played(environment, services, name))
    assert commands(now) == commands(stored(name)), CHANGED.format(name=name)
    assert strangers(now) == []


async def test_triggers_leave_the_person_behind(world: World) -> None:
    await world.take_in(events.opening(world.case))
    await world.decide("school", "return")
    await world.case.correcting()
    await world.moved(await world.case.resubmits("school"))
    await world.decide("school", "reject", 2)
    await world.case.outcome()
    history = await world.history()
    assert strangers(history) == []


def test_every_kind_has_a_history() -> None:
    kept = {file.stem for file in HISTORIES.glob("*.json")}
    assert kept == {*SCENARIOS, "round_extended_and_closed"}
    assert {kind for kind, _ in SCENARIOS.values()} == set(KINDS)


def test_a_person_in_a_history_is_found() -> None:
    for text in (events.NAME, f"tel {events.PHONE}", events.PHONE):
        history = stored("admitted")
        history.events[0].workflow_execution_started_event_attributes.input.payloads.append(
            Payload(metadata={"encoding": b"json/plain"}, data=json.dumps({"x": [text]}).encode())
        )
        assert strangers(history) == [text]


def strangers(history: WorkflowHistory) -> list[str]:
    """Everything said in payloads that is no identifier, or looks like a phone number."""
    said = [text for event in history.events for payload in _payloads(event) for text in _texts(payload)]
    return [text for text in said if not IDENTIFIER.fullmatch(text) or re.fullmatch(r"1[3-9]\d{9}", text)]


def _payloads(message: Message) -> Iterator[Payload]:
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.type != field.TYPE_MESSAGE:
            continue
        if hasattr(value, "values"):
            values = [each for each in value.values() if isinstance(each, Message)]
        else:
            values = list(value) if field.is_repeated else [value]
        for each in values:
            yield from _payloads(each)


def _texts(payload: Payload) -> Iterator[str]:
    if payload.data:
        yield from _leaves(json.loads(payload.data))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
