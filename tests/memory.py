"""Where the servers of the tests keep their data: in memory, where there is room.

A database is some three hundred files, and a disc can take a millisecond for each: copying the migrated database for
one test cost 0.4 s of computing on a virtual machine's disc, in memory 0.02 s. What is flushed to it is flushed at once.
"""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
# Two workers with all their servers need less than half of it.
ROOM_BYTES = 2 * 2**30
# Where pytest looks first for the place of its temporary folders.
PLACE = "PYTEST_DEBUG_TEMPROOT"


def keep_in_memory() -> None:
    """Have pytest make its temporary folders there; whoever named another place has it, TMPDIR included."""
    if {PLACE, "TMPDIR"} & os.environ.keys() or not MEMORY.is_dir():
        return
    if shutil.disk_usage(MEMORY).free >= ROOM_BYTES and os.access(MEMORY, os.W_OK):
        os.environ[PLACE] = str(MEMORY)
