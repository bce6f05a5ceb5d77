"""One `songjiao up` per data folder."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

STOPPING = "stopping"
PATIENCE_SECONDS = 30.0


class AlreadyUpError(RuntimeError):
    """Another `songjiao up` has the folder; `pid` is its process."""

    def __init__(self, pid: str) -> None:
        super().__init__(f"process {pid}")
        self.pid = pid


@contextmanager
def only_one(file: Path) -> Iterator[Callable[[], None]]:
    """Hold the folder. Yields a function that says that we are stopping, so that the next start waits for us.

    The kernel lets go of the lock when its holder dies, however it dies. Raises AlreadyUpError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait_for(descriptor, file)
        _write(descriptor, str(os.getpid()))
        yield lambda: _write(descriptor, STOPPING)
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, file: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = file.read_text(encoding="ascii")
            if holder != STOPPING or time.monotonic() > deadline:
                raise AlreadyUpError(holder) from error
            time.sleep(0.1)
        else:
            return


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode("ascii"), 0)
