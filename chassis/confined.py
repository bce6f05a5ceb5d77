"""What strangers send is opened in a short-lived process of its own, with limits on memory, time and files.

    result = await asyncio.to_thread(run, chassis.sheets.inside.opened, content)

The function must be importable by name, and its result plain JSON; bytes go in by the pipe.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

PROGRAM: Final = "import sys; from chassis.confined import _inside; _inside(sys.argv[1], sys.argv[2])"
# Above what Python itself maps; below what a server can spare for each of a few uploads at once.
MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may use: address space in bytes, seconds of CPU, seconds altogether."""

    memory: int = 512 * MEGABYTE
    cpu_seconds: int = 20
    seconds: float = 40.0


ORDINARY: Final = Limits()


class BeyondLimitsError(Exception):
    """It took too much memory or time: to its owner, the same as too large."""


class UnreadableError(Exception):
    """It could not be opened: whatever the program said of it stays in the log."""


type Inside = Callable[[bytes], Any]


def run(inside: Inside, content: bytes, limits: Limits = ORDINARY) -> Any:
    """What the function says of the content; whoever has a loop waits in a thread. Raises BeyondLimitsError, UnreadableError."""
    name = f"{inside.__module__}:{inside.__qualname__}"
    told = json.dumps({"memory": limits.memory, "cpu_seconds": limits.cpu_seconds})
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own program; the stranger's bytes go by the pipe
            # Isolated: no environment, no folder of the caller's on the path.
            [sys.executable, "-I", "-c", PROGRAM, name, told],
            input=content,
            capture_output=True,
            timeout=limits.seconds,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BeyondLimitsError(f"longer than {limits.seconds} s") from error
    if done.returncode == 0:
        return json.loads(done.stdout)
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:300]
    # A signal is the kernel's answer to too much of something; so is a MemoryError Python's.
    if done.returncode < 0 or last.startswith("MemoryError"):
        raise BeyondLimitsError(last or f"signal {-done.returncode}")
    raise UnreadableError(last)


def _inside(name: str, told: str) -> None:
    """The process itself: limits first, then the stranger's bytes."""
    limits: Mapping[str, int] = json.loads(told)
    _limit(resource.RLIMIT_CPU, limits["cpu_seconds"])
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    module, _, function = name.partition(":")
    # Imported before memory is bounded, so that the limit is the content's alone to meet.
    opening: Inside = getattr(__import__(module, fromlist=[function]), function)
    _limit(resource.RLIMIT_AS, limits["memory"])
    result = opening(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(result, ensure_ascii=True))


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))
