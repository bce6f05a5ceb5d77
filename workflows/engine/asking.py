"""The steps themselves: one Temporal activity per command, each a single request over the bus."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from chassis import correlation
from chassis.bus.connection import CommandFailedError, CommandUnavailableError
from contracts.commands import Answer, Command
from contracts.message import Message
from workflows.engine.options import LOCAL_ANSWER_SECONDS, ORDINARY_ANSWER_SECONDS
from workflows.engine.steps import REFUSED_FOR_EVER


class Asks(Protocol):
    """What steps need of the bus."""

    async def ask[Asked: Message, Given: Message](
        self, command: Command[Asked, Given], key: str, asked: Asked, correlation_id: str, timeout: float
    ) -> Answer[Given]:
        """See `chassis.bus.Bus.ask`."""
        ...


Step = Callable[[str, Any], Awaitable[Answer[Any]]]


def steps(bus: Asks, commands: Sequence[Command[Any, Any]]) -> list[Step]:
    """The activities that answer for these commands, named like them."""
    return [_step(bus, command) for command in commands]


def _step(bus: Asks, command: Command[Any, Any]) -> Step:
    async def step(key: str, asked: Any) -> Answer[Any]:
        patience = LOCAL_ANSWER_SECONDS if activity.info().is_local else ORDINARY_ANSWER_SECONDS
        try:
            return await bus.ask(command, key, asked, correlation.current(), patience)
        except CommandUnavailableError as error:
            # Expected and mended by asking again; whoever wants to know sees the attempts in Temporal.
            raise ApplicationError(str(error), category=ApplicationErrorCategory.BENIGN) from None
        except CommandFailedError as error:
            raise ApplicationError(error.code, type=REFUSED_FOR_EVER, non_retryable=True) from None

    # What Temporal decodes by.
    step.__annotations__ |= {"asked": command.asked, "return": command.answer}
    return activity.defn(name=command.name)(step)
