"""Parts that end by themselves are started again."""

import asyncio
from collections.abc import Callable, Sequence

from songjiao.servers.child import ServerFailedError
from songjiao.supervisor.part import Part

# A part that keeps falling is tried ever more slowly, and never given up.
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0


async def watch(parts: Sequence[Part], say: Callable[[str], None]) -> None:
    """Keep all parts running until cancelled."""
    async with asyncio.TaskGroup() as watching:
        for part in parts:
            watching.create_task(_keep(part, say))


async def _keep(part: Part, say: Callable[[str], None]) -> None:
    while True:
        status = await part.ended()
        say(f"[yellow]![/] {part.name} 意外退出，正在重启 ended by itself (status {status}), starting it again")
        await _start_again(part, say)
        say(f"[green]✓[/] {part.name}")


async def _start_again(part: Part, say: Callable[[str], None]) -> None:
    pause = FIRST_PAUSE_SECONDS
    while True:
        await asyncio.sleep(pause)
        try:
            await part.start()
        except ServerFailedError as error:
            say(f"[red]✗[/] {error}")
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        else:
            return
