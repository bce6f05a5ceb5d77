"""`make bench`: every figure from one run on one stack; ratios are what counts, as machines differ."""

import asyncio
import gc
import os
import sys

from tests.bench import chains, clicks, events, imports, inboxes, pages
from tests.bench.stage import raised, say

PARTS = {
    "Chains": chains.measure,
    "Clicks": clicks.measure,
    "Commit to consumer": events.measure,
    "Inbox": inboxes.measure,
    "Imports": imports.measure,
    "Pages": pages.measure,
}


async def main(wanted: list[str]) -> None:
    """Run the parts wanted, or all."""
    async with raised() as bench:
        for name, measure in PARTS.items():
            if not wanted or name.lower().split()[0] in wanted:
                say(name)
                await measure(bench)
                say()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
    gc.collect()
    sys.stdout.flush()
    # Leaving the ordinary way can crash after temporalio was used.
    os._exit(0)
