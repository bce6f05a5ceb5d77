"""How a run asks a service for something."""

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
    """The questions of one run. Each has a key of its own, made from its place in the case, the same at every attempt.

    So a run made anew from its events gets the answers of the first one, and does nothing twice.
    """

    def __init__(self, asked: dict[str, int]) -> None:
        self._asked = Counter(asked)

    @property
    def asked(self) -> dict[str, int]:
        """How often each question was put at each place: what a new run must know to go on counting."""
        return dict(self._asked)

    async def call[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], asked: Asked, place: str
    ) -> Given | Refusal:
        """Ask, and wait until there is an answer, however long that takes. Raises StepFailedError."""
        question = f"{command.name}/{place}"
        self._asked[question] += 1
        key = f"{workflow.info().workflow_id}/{question}/{self._asked[question]}"
        answer = await _attempt(command, key, asked)
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
