"""The same for workers that die in the middle of many cases at once.

`python -m tests.system.lending.dying FILE newest worker all`: FILE says, by case, at which step and on which side of it the case
stops, for good. Once all have come so far the file `FILE.reached` says with which keys, and the test kills the process.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chassis.bus.connection import Bus
from tests.system.lending import launch
from tests.system.lending.kinds import OWNER

ALL_THERE = ".reached"
LOOK = f"{OWNER}.look"


class Dying:
    """Counts the steps of each case by their keys, so that an attempt repeated is not another step."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stops: dict[str, tuple[int, str]] = {}
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
        _, case, command, *_ = key.split("/")
        if command == LOOK:
            # How a case stands may be asked at any time, and nothing is done by it.
            return
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
        draft.rename(f"{self._file}{ALL_THERE}")


if __name__ == "__main__":
    Bus.ask = Dying(Path(sys.argv[1])).wrap(Bus.ask)  # type: ignore[method-assign]
    launch.main(sys.argv[2:])
