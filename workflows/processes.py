"""Every process there is, with the steps its runs take and the events that start and tell them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from uuid import UUID

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from contracts.commands import Command, approvals
from contracts.commands.cases import commands_of
from contracts.commands.enrollment import CLOSE_ROUND
from contracts.events.enrollment import RoundClosed, RoundExtended, RoundOpened
from contracts.kinds import KINDS
from workflows import recruiting_round
from workflows.engine import surface, triggers
from workflows.engine.asking import Asks
from workflows.engine.casework import RUNS
from workflows.engine.triggers import NotStartedError, Triggers


@dataclass(frozen=True)
class Process:
    """A workflow on a queue of its own name, and what it needs."""

    run: type
    commands: Sequence[Command[Any, Any]]
    triggers: Triggers = field(default_factory=dict)


def processes() -> dict[str, Process]:
    """By name: one for each kind of case, whose workflow stands in the module of its name, and the recruiting round."""
    found = {kind.name: _of_cases(kind.name, kind.owner) for kind in KINDS.values()}
    rounds: Triggers = {RoundOpened: _opened, RoundExtended: _extended, RoundClosed: _closed}
    found[recruiting_round.NAME] = Process(recruiting_round.RecruitingRound, (CLOSE_ROUND,), rounds)
    return found


def all_triggers() -> Triggers:
    """Every event that starts or tells a run."""
    table = triggers.triggers()
    for process in processes().values():
        table |= process.triggers
    return table


def _of_cases(kind: str, owner: str) -> Process:
    if kind not in RUNS:
        import_module(f"workflows.{kind}")
    return Process(RUNS[kind], (*commands_of(owner).all, *approvals.COMMANDS))


async def _opened(client: Client, _bus: Asks, event: RoundOpened) -> None:
    found_by = TypedSearchAttributes([SearchAttributePair(surface.CASE_KIND, recruiting_round.NAME)])
    run_id, argument = recruiting_round.run_id(event.round_id), recruiting_round.Start(event.round_id)
    await triggers.start(client, recruiting_round.NAME, run_id, argument, recruiting_round.NAME, found_by)


async def _extended(client: Client, _bus: Asks, event: RoundExtended) -> None:
    await _tell(client, event.round_id, recruiting_round.EXTENDED, recruiting_round.Extended(event.closes_at))


async def _closed(client: Client, _bus: Asks, event: RoundClosed) -> None:
    await _tell(client, event.round_id, recruiting_round.CLOSED, recruiting_round.Closed(event.closed_at))


async def _tell(client: Client, round_id: UUID, name: str, said: object) -> None:
    """Signal the run. Where there is none yet, nothing is lost: the first thing a run does is to ask."""
    with suppress(NotStartedError):
        await triggers.signal(client, recruiting_round.run_id(round_id), name, said)
