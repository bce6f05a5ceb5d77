"""The command line in a process that is killed in the middle of many cases at once.

`python -m tests.system.dying FILE worker all`: FILE says, by case, at which step and on which side of it the case stops, for
good. Once all have come so far the file `FILE.reached` says with which keys, and the test kills the process.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from chassis.bus.connection import Bus
from tests.chassis.waiting import until

Stop = tuple[int, str]


class Dying:
    """Counts the steps of each case by their keys, so that an attempt repeated is not another step."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stops: dict[str, Stop] = {}
        self._keys: dict[str, list[str]] = {}
        self._reached: dict[str, str] = {}

    def wrap(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        """`Bus.ask`, at whose one or other side a case stops."""

        async def asking(bus: Bus, command: Any, key: str, *rest: Any) -> Any:
            await self._pass("before", key)
            answer = await ask(bus, command, key, *rest)
            await self._pass("after", key)
            return answer

        return asking

    async def _pass(self, side: str, key: str) -> None:
        if only_looks(key):
            return
        case = key.split("/")[1]
        keys = self._keys.setdefault(case, [])
        if key not in keys:
            keys.append(key)
        self._stops = self._stops or {one: (at[0], at[1]) for one, at in json.loads(self._file.read_text()).items()}
        if self._stops.get(case) == (keys.index(key) + 1, side):
            self._reached[case] = key
            if len(self._reached) == len(self._stops):
                self._tell()
            await asyncio.Event().wait()

    def _tell(self) -> None:
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps(self._reached))
        draft.rename(_reached(self._file))


def step_of(key: str) -> str:
    """A key's command."""
    return key.split("/")[2]


def only_looks(key: str) -> bool:
    """How a case stands may be asked at any time, and nothing is done by it."""
    return step_of(key).endswith(".look")


def put(file: Path, stops: dict[UUID, Stop]) -> None:
    """Say where cases stop."""
    file.write_text(json.dumps({str(case): stop for case, stop in stops.items()}))


async def all_there(file: Path) -> dict[UUID, str]:
    """Wait until every case has come to its stop; the steps they stand at."""
    await until(lambda: asyncio.to_thread(_reached(file).exists), seconds=60)
    return {UUID(case): step_of(key) for case, key in json.loads(_reached(file).read_text()).items()}


def _reached(file: Path) -> Path:
    return Path(f"{file}.reached")


def prepare(file: str) -> None:
    """In this process, cases stop as the file says."""
    Bus.ask = Dying(Path(file)).wrap(Bus.ask)  # type: ignore[method-assign]


if __name__ == "__main__":
    prepare(sys.argv.pop(1))
    # Another installation knows more kinds before this is imported.
    from songjiao import cli

    cli.main()
