"""Starts one server in a process of its own and waits, for tests in which the parent dies: `python parent.py NAME FOLDER`."""

import asyncio
import sys
from pathlib import Path

from tests.songjiao.launching import LAUNCHERS


async def main(name: str, folder: Path) -> None:
    """Print the server's process id when it is ready."""
    async with LAUNCHERS[name](folder).running() as server:
        sys.stdout.write(f"{server.pid}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
