"""Whether a part answers."""

import asyncio

from songjiao.servers.ports import LOOPBACK

PATIENCE_SECONDS = 2.0


async def http_ok(port: int, path: str) -> bool:
    """Whether a GET on the loopback port answers 200 in time.

    Without an HTTP client, so that the process that only watches the others stays small.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _status_of(port, path) == 200
    except (OSError, TimeoutError, ValueError, IndexError):
        return False


async def _status_of(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\nConnection: close\r\n\r\n".encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()
