"""Whether a part answers."""

import asyncio

from songjiao.servers.ports import LOOPBACK


async def http_ok(port: int, path: str, host: str = LOOPBACK) -> bool:
    """Whether a GET answers 200. Without an HTTP client, so that the process that only watches stays small."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        status = await reader.readline()
    except OSError:
        return False
    finally:
        writer.close()
    return b" 200 " in status
