"""`songjiao up` from start to end."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from songjiao.supervisor.installation import Installation
from songjiao.supervisor.lock import only_one
from songjiao.supervisor.screen import Screen
from songjiao.supervisor.watch import watch
from songjiao.supervisor.where import show

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(root: Path, screen: Screen) -> None:
    """Start everything and keep it running until told to stop.

    Raises AlreadyUpError, ServerFailedError.
    """
    with only_one(root / "up.lock") as tell_stopping:
        asyncio.run(_until_told(root, screen, tell_stopping))


async def _until_told(root: Path, screen: Screen, tell_stopping: Callable[[], None]) -> None:
    work = asyncio.create_task(_up(root, screen))
    told = False

    def stop() -> None:
        nonlocal told
        # Only once: a second Ctrl-C must not cut the stopping short.
        if not told:
            told = True
            tell_stopping()
            screen.say("\n正在停止 Stopping …")
            work.cancel()

    for one in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(one, stop)
    try:
        await work
    except asyncio.CancelledError:
        screen.say("已停止，数据保留 Stopped; the data stays.")


async def _up(root: Path, screen: Screen) -> None:
    installation = Installation(root, screen)
    async with installation.running() as parts, asyncio.TaskGroup() as group:
        group.create_task(watch(parts, screen.say))
        await installation.load_demonstration()
        show(installation, screen)
