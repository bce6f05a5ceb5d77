"""Dead letters once more."""

from collections.abc import Callable

from nats.js import JetStreamContext

from chassis.settings import Settings
from songjiao.events.dead_letters import DeadLetter, every, forget
from songjiao.events.taking_in import process


async def retry(
    jetstream: JetStreamContext, settings: Settings, number: int | None, tell: Callable[[str], None]
) -> bool:
    """Hand each to its process, and forget those that were taken in. Returns whether all were."""
    well = True
    async for letter in every(jetstream):
        if number not in (None, letter.number):
            continue
        fault = await _fault(letter, settings)
        if fault is None:
            await forget(jetstream, letter)
        else:
            well = False
        tell(f"{letter.number}\t{letter.process}\t{fault or 'taken in'}")
    return well


async def _fault(letter: DeadLetter, settings: Settings) -> str | None:
    """Why it could not be taken in; None when it was."""
    if letter.envelope is None:
        return "not an event: it can only be looked at"
    try:
        async with process(letter.process, settings) as take_in:
            await take_in(letter.envelope)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None
