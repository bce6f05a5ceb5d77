"""The command line in a process that dies at one step of one case.

`python -m tests.system.halting CASE ORDINAL before|after FILE worker all` writes the step's key into the file and kills
itself, either before it asks the service or once it has the answer of which Temporal has not heard yet.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partialmethod
from pathlib import Path
from typing import Any

from temporalio.client import Client

from chassis.bus.connection import Bus
from songjiao import cli

# What the dead had in hand goes to another worker after this; Temporal's own ten seconds would only be waited for.
HANDED_ON = timedelta(seconds=2)


class Halt:
    """Counts the steps of a case by their keys, so that an attempt repeated is not another step."""

    def __init__(self, case: str, ordinal: str, side: str, file: str) -> None:
        self._case = case
        self._ordinal = int(ordinal)
        self._side = side
        self._file = Path(file)
        self._keys: list[str] = []

    def wrap(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        """`Bus.ask` with death on one side of it."""

        async def asking(bus: Bus, command: Any, key: str, *rest: Any) -> Any:
            self._reach("before", key)
            answer = await ask(bus, command, key, *rest)
            self._reach("after", key)
            return answer

        return asking

    def _reach(self, side: str, key: str) -> None:
        if self._case not in key:
            return
        if key not in self._keys:
            self._keys.append(key)
        if side == self._side and self._keys.index(key) + 1 == self._ordinal:
            self._file.write_text(key)
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    Bus.ask = Halt(*sys.argv[1:5]).wrap(Bus.ask)  # type: ignore[method-assign]
    Client.start_workflow = partialmethod(Client.start_workflow, task_timeout=HANDED_ON)  # type: ignore[assignment]
    sys.argv[1:5] = []
    cli.main()
