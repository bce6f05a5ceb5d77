"""Waiting for word or for a moment, whichever comes first."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NoReturn

from temporalio import workflow

from contracts.commands import Refusal
from workflows.engine.options import ASK_AGAIN_SECONDS, MARGIN_SECONDS


def in_seconds(seconds: float) -> datetime:
    """The moment so many seconds from now, by the clock of the run."""
    # The service looked at its clock later than the run did at its own: asking to the moment would be too early.
    return workflow.now() + timedelta(seconds=seconds + MARGIN_SECONDS)


def not_before(refusal: Refusal) -> datetime:
    """When asking again makes sense after `not_yet`."""
    return in_seconds(ASK_AGAIN_SECONDS if refusal.retry_in is None else refusal.retry_in)


async def wait_until(
    word: Callable[[], bool], moment: datetime | None, carry_on: Callable[[], Awaitable[NoReturn]]
) -> bool:
    """Whether `word` came before `moment`. A history that has grown long goes on in a new run instead (`carry_on`)."""

    def awake() -> bool:
        return word() or workflow.info().is_continue_as_new_suggested()

    timeout = None if moment is None else max(moment - workflow.now(), timedelta())
    try:
        await workflow.wait_condition(awake, timeout=timeout)
    except TimeoutError:
        return False
    if not word():
        await carry_on()
    return True
