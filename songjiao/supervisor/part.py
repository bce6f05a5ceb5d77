"""What is started, watched and stopped."""

from typing import Protocol


class Part(Protocol):
    """A server or a process of ours."""

    @property
    def name(self) -> str:
        """What it is called on the screen."""

    async def start(self) -> None:
        """Start it and return when it is ready."""

    async def stop(self) -> None:
        """Stop it cleanly."""

    async def ended(self) -> int:
        """Wait until it ends without having been asked to; its exit status."""
