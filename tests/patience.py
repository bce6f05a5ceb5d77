"""Looking again and again for what must come to pass, without keeping busy those who are to bring it about."""

import asyncio

FIRST_SECONDS, LONGEST_SECONDS = 0.02, 0.25
LONGER = 1.4


class Patience:
    """Pauses between two looks: short at first, then ever longer, so that a long wait costs as little as a short one."""

    def __init__(self) -> None:
        self._seconds = FIRST_SECONDS

    async def pause(self) -> None:
        """Wait for the next look."""
        await asyncio.sleep(self._seconds)
        self._seconds = min(self._seconds * LONGER, LONGEST_SECONDS)
