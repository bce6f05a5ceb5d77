"""How a run asks a service for something."""

import hashlib
from collections import Counter
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, is_cancelled_exception

from contracts.commands import Answer, Command, Refusal
from contracts.message import Message
from workflows.engine import options

REFUSED_FOR_EVER = "command_failed"


class StepFailedError(Exception):
    """The service will never answer this. The run stays open and shows as failing, until the fault is mended."""


def unforeseen(command: Command[Any, Any], refusal: Refusal) -> StepFailedError:
    """A refusal the process has no answer to: a fault in the program, shown rather than guessed at."""
    return StepFailedError(f"{command.name}: refused as {refusal.code}")


class Steps:
    """The questions of one run, each with a key that stays the same at every attempt."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()

    async def ask[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], asked: Asked, heard: int = 0
    ) -> Given | Refusal:
        """Ask for an answer of this moment; another run of the same case asks anew. Raises StepFailedError.

        What is asked, and what was `heard` by then, is part of the key: after an attempt that was lost, a run may come to its
        questions in another order, and an answer kept from before may be too old.
        """
        digest = hashlib.sha256(f"{heard}/{asked.model_dump_json()}".encode()).hexdigest()[:16]
        question = f"{command.name}/{workflow.info().run_id}/{digest}"
        self._asked[question] += 1
        return await _answer(command, f"{question}/{self._asked[question]}", asked)

    async def once[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], asked: Asked, place: str
    ) -> Given | Refusal:
        """Ask what may be done once in the life of the case: a run made anew gets the answer of the first one.

        Raises StepFailedError.
        """
        return await _answer(command, f"{command.name}/{place}", asked)


async def _answer[Asked: Message, Given: Message](
    command: Command[Asked, Given], question: str, asked: Asked
) -> Given | Refusal:
    """Wait until there is an answer, however long that takes."""
    answer = await _attempt(command, f"{workflow.info().workflow_id}/{question}", asked)
    if answer.refusal is not None:
        return answer.refusal
    if answer.given is None:
        raise StepFailedError(f"{command.name}: an empty answer")
    return answer.given


async def _attempt[Asked: Message, Given: Message](
    command: Command[Asked, Given], key: str, asked: Asked
) -> Answer[Given]:
    try:
        local: Answer[Given] = await workflow.execute_local_activity(
            command.name,
            args=[key, asked],
            result_type=command.answer,
            schedule_to_close_timeout=options.LOCAL_ATTEMPT,
            retry_policy=options.ONCE,
        )
        return local
    except FailureError as failure:
        _raise_if_final(command.name, failure)
    try:
        ordinary: Answer[Given] = await workflow.execute_activity(
            command.name,
            args=[key, asked],
            result_type=command.answer,
            start_to_close_timeout=options.ORDINARY_ATTEMPT,
            retry_policy=options.ENDLESSLY,
        )
        return ordinary
    except FailureError as failure:
        _raise_if_final(command.name, failure)
        raise


def _raise_if_final(name: str, failure: FailureError) -> None:
    if is_cancelled_exception(failure):
        raise failure
    # A local attempt fails with the step's own error, an ordinary one wraps it.
    cause = failure.cause if isinstance(failure, ActivityError) else failure
    if isinstance(cause, ApplicationError) and cause.type == REFUSED_FOR_EVER:
        raise StepFailedError(f"{name}: {cause.message}") from failure
